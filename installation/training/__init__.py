"""Corpus, dataset, model, training, evaluation: the only room with torch."""
