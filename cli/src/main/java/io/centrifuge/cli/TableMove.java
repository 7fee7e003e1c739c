package io.centrifuge.cli;

import io.centrifuge.LossCause;
import io.centrifuge.core.state.OwnerRef;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Ranges that went from one owner to others, or from others to one, as a join, a leave, an expiry
 * or a restart has it; nobody counts as an owner. Immutable.
 *
 * @param ranges not empty
 */
record TableMove(List<TableDifference> ranges) {
    TableMove {
        ranges = List.copyOf(ranges);
    }

    /** From whom to whom; empty is nobody. */
    private record Path(Optional<OwnerRef> from, Optional<OwnerRef> to) {}

    /** An owner that gave, or one that got. */
    private record End(boolean gave, Optional<OwnerRef> owner) {
        boolean isOf(Path path) {
            return owner.equals(gave ? path.from() : path.to());
        }
    }

    /**
     * Moves that tell of all the differences, each once: again and again that of the owner that
     * gave to, or got from, most others.
     */
    static List<TableMove> of(List<TableDifference> differences) {
        Map<Path, List<TableDifference>> left = new LinkedHashMap<>();
        for (TableDifference difference : differences) {
            left.computeIfAbsent(
                            new Path(difference.from(), difference.to()), path -> new ArrayList<>())
                    .add(difference);
        }
        List<TableMove> moves = new ArrayList<>();
        while (!left.isEmpty()) {
            End most = widest(left.keySet());
            List<TableDifference> ranges = new ArrayList<>();
            left.forEach((path, some) -> {
                if (most.isOf(path)) {
                    ranges.addAll(some);
                }
            });
            left.keySet().removeIf(most::isOf);
            moves.add(new TableMove(ranges));
        }
        return moves;
    }

    private static End widest(Set<Path> paths) {
        Map<End, Integer> others = new LinkedHashMap<>();
        for (Path path : paths) {
            others.merge(new End(true, path.from()), 1, Integer::sum);
            others.merge(new End(false, path.to()), 1, Integer::sum);
        }
        return others.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    /** Who had them; empty is nobody. */
    Set<Optional<OwnerRef>> from() {
        Set<Optional<OwnerRef>> from = new LinkedHashSet<>();
        ranges.forEach(range -> from.add(range.from()));
        return from;
    }

    /** Who has them now; empty is nobody. */
    Set<Optional<OwnerRef>> to() {
        Set<Optional<OwnerRef>> to = new LinkedHashSet<>();
        ranges.forEach(range -> to.add(range.to()));
        return to;
    }

    /** Of the key space, from 0 to 1. */
    double share() {
        return Math.min(1, ranges.stream().mapToDouble(TableDifference::share).sum());
    }

    /** How many ranges lost their state. */
    int losses() {
        return (int) ranges.stream().filter(TableDifference::loss).count();
    }

    /** Why. */
    Set<LossCause> causes() {
        Set<LossCause> causes = EnumSet.noneOf(LossCause.class);
        ranges.stream()
                .filter(TableDifference::loss)
                .forEach(range -> causes.add(range.after().cut()));
        return causes;
    }

    /** For how long nobody had the one of which that is longest. */
    long unownedNanos() {
        return ranges.stream().mapToLong(TableDifference::unownedNanos).max().orElseThrow();
    }
}
