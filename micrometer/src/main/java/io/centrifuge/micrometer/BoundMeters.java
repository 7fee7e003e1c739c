package io.centrifuge.micrometer;

import java.util.ArrayList;
import java.util.List;

/** The meters that one binder has registered, in any number of registries. Thread-safe. */
final class BoundMeters {
    private final List<Meters<?>> all = new ArrayList<>();

    synchronized void add(Meters<?> meters) {
        all.add(meters);
    }

    /** Removes them from their registries. */
    synchronized void removeAll() {
        all.forEach(Meters::removeAll);
        all.clear();
    }
}
