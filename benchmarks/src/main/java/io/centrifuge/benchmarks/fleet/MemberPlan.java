package io.centrifuge.benchmarks.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which owners and lookups share a process. Immutable.
 *
 * <p>An owner has two threads and some ten kilobytes, a whole lookup two threads and the table, a
 * watcher little but what it decodes just now. So owners go 500 to a process, watchers 2,500, and
 * whole lookups as many as fit into a heap of 2 GB; the last owner is alone, to be killed.
 */
sealed interface MemberPlan {
    /** Of the processes' own: code, threads and buffers beyond the heap. */
    int OVERHEAD_MB = 150;

    int OWNERS_TOGETHER = 500;
    int WATCHERS_TOGETHER = 2_500;
    int LARGEST_HEAP_MB = 2_048;
    int SMALLEST_HEAP_MB = 128;

    /** Planned ranges an owner; pieces of a table may be more for a while. */
    int RANGES_OF_OWNER = 64;

    /** Of a piece in a lookup's table, twice over while the next table is made. */
    int BYTES_OF_RANGE = 200;

    int KILOBYTES_OF_LOOKUP = 400;
    int MOST_WHOLE_TOGETHER = 1_000;

    String name();

    /** Of the process, at most. */
    int heapMb();

    /** Of owners, by their numbers. */
    record Owners(String name, int heapMb, List<Integer> numbers) implements MemberPlan {
        public Owners {
            numbers = List.copyOf(numbers);
        }
    }

    /** Of lookups, whose numbers follow one another. */
    record Lookups(String name, int heapMb, int first, int whole, int watchers)
            implements MemberPlan {}

    static List<Owners> owners(FleetOptions.Size size) {
        List<Owners> plans = new ArrayList<>();
        int last = size.owners() - 1;
        for (int first = 0; first < last; first += OWNERS_TOGETHER) {
            int end = Math.min(last, first + OWNERS_TOGETHER);
            plans.add(new Owners(
                    "owners-" + (plans.size() + 1),
                    SMALLEST_HEAP_MB + (end - first),
                    IntStream.range(first, end).boxed().toList()));
        }
        plans.add(new Owners("owner-alone", SMALLEST_HEAP_MB, List.of(last)));
        return plans;
    }

    static List<Lookups> lookups(FleetOptions.Size size) {
        List<Lookups> plans = new ArrayList<>();
        int together = wholeTogether(size);
        int number = 0;
        while (number < size.whole()) {
            int count = Math.min(together, size.whole() - number);
            plans.add(new Lookups(
                    "lookups-" + (plans.size() + 1), wholeHeapMb(size, count), number, count, 0));
            number += count;
        }
        while (number < size.lookups()) {
            int count = Math.min(WATCHERS_TOGETHER, size.lookups() - number);
            plans.add(new Lookups(
                    "watchers-" + (plans.size() + 1),
                    SMALLEST_HEAP_MB + tableMb(size) * 8 + count / 5,
                    number,
                    0,
                    count));
            number += count;
        }
        return plans;
    }

    private static int wholeTogether(FleetOptions.Size size) {
        long kilobytes = KILOBYTES_OF_LOOKUP + tableBytes(size) / 1_024;
        return Math.clamp(
                (LARGEST_HEAP_MB - SMALLEST_HEAP_MB) * 1_024L / kilobytes, 1, MOST_WHOLE_TOGETHER);
    }

    private static int wholeHeapMb(FleetOptions.Size size, int count) {
        long kilobytes = KILOBYTES_OF_LOOKUP + tableBytes(size) / 1_024;
        return SMALLEST_HEAP_MB + tableMb(size) * 8 + (int) (count * kilobytes / 1_024);
    }

    private static int tableMb(FleetOptions.Size size) {
        return (int) (tableBytes(size) / (1_024 * 1_024)) + 1;
    }

    private static long tableBytes(FleetOptions.Size size) {
        long owners = Math.ceilDiv(size.owners(), size.services());
        return owners * RANGES_OF_OWNER * BYTES_OF_RANGE;
    }
}
