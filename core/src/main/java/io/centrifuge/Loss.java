package io.centrifuge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * State that owners lost. Immutable; any thread may call; nothing blocks.
 *
 * @param ranges all of them
 * @param byCause which of them for what cause, each once; of a range whose state was lost several
 *     times, as it may be for a lookup that was away, the newest
 */
public record Loss(KeyRanges ranges, Map<LossCause, KeyRanges> byCause) {
    public Loss {
        byCause = Collections.unmodifiableMap(new EnumMap<>(byCause));
    }

    /**
     * One of these ranges.
     *
     * @throws IllegalArgumentException if there is no cause at all
     */
    public static Loss of(Map<LossCause, KeyRanges> byCause) {
        List<KeyRange> all = new ArrayList<>();
        byCause.values().forEach(each -> all.addAll(each.asList()));
        return new Loss(KeyRanges.of(all), byCause);
    }

    /** As the causes with their ranges. */
    @Override
    public String toString() {
        return byCause.toString();
    }
}
