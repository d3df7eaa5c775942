"""Who said it: rules that name a speaker when the text does."""
