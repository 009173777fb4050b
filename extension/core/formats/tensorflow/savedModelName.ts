/** What the folder of a SavedModel has. */
export const savedModelName = 'saved_model.pb';
/** The same as text. */
export const savedModelTextName = 'saved_model.pbtxt';
