package io.centrifuge.core.key;

import io.centrifuge.KeyRange;

/** A range and what holds for every key hash in it. */
public record Piece<V>(KeyRange range, V value) {}
