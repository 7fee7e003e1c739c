package io.centrifuge.core.key;

/** To which the pieces of a map are shown one by one, without an object for each. */
@FunctionalInterface
public interface PieceVisitor<V> {
    /**
     * Is shown one piece.
     *
     * @param start the first key hash of the piece
     * @param end the first after it, as in {@link io.centrifuge.KeyRange}: 0 at the end of all
     * @param value what holds for every key hash in it
     */
    void see(long start, long end, V value);
}
