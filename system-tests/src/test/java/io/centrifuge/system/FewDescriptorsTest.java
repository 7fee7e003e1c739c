package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.lookup.Lookup;
import io.centrifuge.owner.Owner;
import io.centrifuge.testsupport.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A manager that may have 400 files open, with more lookups than that. Its store needs descriptors
 * for its log, and owners come before lookups.
 */
class FewDescriptorsTest {
    private static final String SERVICE = "rendezvous";
    private static final int OPEN_FILES = 400;
    private static final int OWNERS = 50;
    private static final int LOOKUPS = 600;
    private static final int COME_AND_GO = 10;

    @TempDir
    Path folder;

    private final List<Owner> owners = new ArrayList<>();
    private final List<Lookup> lookups = new ArrayList<>();

    @Test
    void ownersComeBeforeLookupsAndTheStoreGoesOn() throws Exception {
        try (ManagerChild manager =
                ManagerChild.withOpenFiles(OPEN_FILES, folder, LeaseTiming.STANDARD)) {
            for (int i = 0; i < LOOKUPS; i++) {
                lookups.add(lookup(manager));
            }
            for (int i = 0; i < OWNERS; i++) {
                owners.add(owner(manager, "back-" + i, "10.0.0." + i));
            }
            Eventually.that(
                    "each owner holds its share",
                    () -> owners.stream().allMatch(owner -> owner.heldRanges() > 0));
            Eventually.that(
                    "lookups know who has what, or why not",
                    () -> lookups.stream()
                            .allMatch(each ->
                                    each.state() == Lookup.State.SERVING || isToldWhy(each)));
            assertThat(lookups).anyMatch(each -> each.state() == Lookup.State.SERVING);
            assertThat(lookups).anyMatch(FewDescriptorsTest::isToldWhy);

            for (int i = 0; i < COME_AND_GO; i++) {
                try (Owner passing = owner(manager, "passing-" + i, "10.0.1." + i)) {
                    Eventually.that(
                            "it holds its share",
                            () -> passing.state() + " " + passing.lastError(),
                            () -> passing.heldRanges() > 0);
                }
            }
            assertThat(owners).allMatch(owner -> owner.counters().leasesLost() == 0);
            assertThat(owners).allMatch(owner -> owner.state() == Owner.State.SERVING);
            assertThat(manager.errors()).doesNotContain("halt");
        } finally {
            lookups.forEach(Lookup::close);
            owners.forEach(owner -> owner.close(Duration.ZERO));
        }
    }

    private static boolean isToldWhy(Lookup lookup) {
        return lookup.lastError().filter(text -> text.contains("ulimit -n")).isPresent();
    }

    private static Lookup lookup(ManagerChild manager) {
        Lookup lookup =
                Lookup.builder().service(SERVICE).managers(manager.address()).build();
        lookup.start();
        return lookup;
    }

    /** Each on a host of its own: one on which owners come and go is kept out. */
    private static Owner owner(ManagerChild manager, String id, String host) {
        Owner owner = Owner.builder()
                .service(SERVICE)
                .id(id)
                .address(host + ":80")
                .managers(manager.address())
                .build();
        owner.start();
        return owner;
    }
}
