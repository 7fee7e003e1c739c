package io.centrifuge.system;

import io.centrifuge.KeyRange;
import io.centrifuge.lookup.Lookup;
import io.centrifuge.lookup.LookupBuilder;
import io.centrifuge.testsupport.Eventually;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A lookup that remembers what it was told of. */
final class Losses implements AutoCloseable {
    private static final Duration QUIET = Duration.ofMillis(500);

    final Lookup lookup;
    private final List<KeyRange> lost = new CopyOnWriteArrayList<>();

    Losses(LookupBuilder builder) {
        lookup = builder.lossListener(loss -> lost.addAll(loss.ranges().asList()))
                .build();
        lookup.start();
    }

    Losses(String service, String managers) {
        this(Lookup.builder().service(service).managers(managers).insecure());
    }

    List<KeyRange> ranges() {
        return List.copyOf(lost);
    }

    boolean includes(long hash) {
        return lost.stream().anyMatch(range -> range.contains(hash));
    }

    boolean includesAllKeys() {
        return Keys.all().stream().allMatch(key -> includes(Keys.hash(key)));
    }

    void forget() {
        lost.clear();
    }

    /** How many keys have a known owner. */
    long findable() {
        return Keys.all().stream().filter(key -> lookup.lookup(key).isKnown()).count();
    }

    /** Whether every key's hint names an owner with that address. */
    boolean allAt(String address) {
        return countAt(address) == Keys.COUNT;
    }

    /** How many keys' hints name an owner with that address. */
    long countAt(String address) {
        return Keys.all().stream()
                .filter(key -> lookup.lookup(key)
                        .address()
                        .filter(found -> found.value().equals(address))
                        .isPresent())
                .count();
    }

    /** Waits until each owner has a share, every key is found where it is, and nothing moves. */
    void awaitSettled(OwnerChild... owners) {
        Eventually.that(
                "each has a share, and all keys are found where they are held",
                () -> state(owners),
                () -> {
                    long lsn = lookup.lsn();
                    return agreesWith(owners)
                            && !Eventually.within(QUIET, () -> lookup.lsn() != lsn)
                            && agreesWith(owners);
                });
    }

    private String state(OwnerChild... owners) {
        return "the lookup is %s, %s, at %d, %d keys findable; %s"
                .formatted(
                        lookup.state(),
                        lookup.lastError(),
                        lookup.lsn(),
                        findable(),
                        Arrays.stream(owners)
                                .map(owner -> "%s is %s, holds %d, of which %d are found there"
                                        .formatted(
                                                owner.id,
                                                owner.state(),
                                                owner.held(),
                                                countAt(owner.address)))
                                .toList());
    }

    /** Whether every key's hint names the owner that holds it, under the same number. */
    private boolean agreesWith(OwnerChild... owners) {
        long[] right = new long[Keys.COUNT];
        for (OwnerChild owner : owners) {
            long[] numbers = owner.numbers();
            if (Arrays.stream(numbers).allMatch(number -> number == 0)) {
                return false;
            }
            for (int i = 0; i < Keys.COUNT; i++) {
                var hint = lookup.lookup(Keys.key(i));
                if (numbers[i] != 0
                        && hint.owner()
                                .filter(id -> id.value().equals(owner.id))
                                .isPresent()
                        && hint.leaseNumber() == numbers[i]) {
                    right[i]++;
                }
            }
        }
        return Arrays.stream(right).allMatch(count -> count == 1);
    }

    @Override
    public void close() {
        lookup.close();
    }
}
