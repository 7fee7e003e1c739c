package io.centrifuge.core.key;

import io.centrifuge.KeyRange;

import java.util.Comparator;

/** A range and what holds for every key hash in it. */
public record Piece<V>(KeyRange range, V value) {
    /** By their first key hashes; makes no objects. */
    public static final Comparator<Piece<?>> ASCENDING =
            (a, b) -> Long.compareUnsigned(a.range.start(), b.range.start());
}
