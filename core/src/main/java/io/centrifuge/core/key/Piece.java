package io.centrifuge.core.key;

/** A range and what holds for every key hash in it. */
public record Piece<V>(KeyRange range, V value) {}
