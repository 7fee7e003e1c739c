package io.centrifuge.store.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.FormatRange;
import io.centrifuge.core.state.FormatRecord;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.manager.store.StoreEvent;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.stored.StoreCodec;
import io.centrifuge.testsupport.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** What members say of formats, and what that prevents. */
class FormatGateTest extends RatisGroup {
    private static final FormatRange LATER = new FormatRange(1, StoreCodec.READS.newest() + 1);

    private Map<String, FormatRange> listed(String by) {
        return followers.get(by).formats().members();
    }

    private void awaitListed(String by, String... members) {
        Eventually.that(
                "the members say what they read",
                () -> listed(by).keySet().equals(Set.of(members)));
    }

    @Test
    void everyMemberSaysWhatItReads() throws Exception {
        StoreMember observer = places.get(3).voting(false);
        List<StoreMember> founders = new ArrayList<>(places.subList(0, 2));
        founders.add(observer);
        found(founders);
        for (String id : stores.keySet()) {
            awaitListed(id, "m1", "m2", "m4");
            assertThat(listed(id).values()).containsOnly(StoreCodec.READS);
        }
    }

    /** So that the format can't be raised between what is asked of it and its first entry. */
    @Test
    void oneThatIsNotListedIsNotAdded() throws Exception {
        found(places.subList(0, 2));
        start(places.get(2));
        stores.get("m3").join(new MemberStatus.Join(CLUSTER, List.of(), false));
        String leader = leader();
        MemberStatus.Change change = new MemberStatus.Change(members(leader), places.subList(0, 3));
        assertThatThrownBy(() -> stores.get(leader).replica().change(change).join())
                .hasRootCauseInstanceOf(StoreException.class)
                .hasMessageContaining("not committed which formats member m3 reads");
        change(places.subList(0, 3));
        awaitListed("m3", "m1", "m2", "m3");
    }

    @Test
    void whoIsGoneIsStruckOutAndWhoIsThereIsNot() throws Exception {
        found(places.subList(0, 3));
        awaitListed("m1", "m1", "m2", "m3");
        OwnRecords records = stores.get("m1").ownRecords();
        assertThatThrownBy(() -> records.strikeOut("m3"))
                .hasMessage("member m3 is in the group: remove it first");
        change(places.subList(0, 2));
        Eventually.that("m1 knows", () -> members("m1").size() == 2);
        records.strikeOut("m3");
        awaitListed("m1", "m1", "m2");
        records.strikeOut("m3");
    }

    @Test
    void whoCouldNotReadWhatTheGroupWritesIsNotListed() throws Exception {
        found(places.subList(0, 1));
        OwnRecords records = stores.get("m1").ownRecords();
        assertThatThrownBy(() -> records.list("m2", new FormatRange(1, 2)))
                .hasMessage("member m2 reads formats 1 to 2, and the group writes format 3: start"
                        + " it with the release of the group's members");
        records.list("m2", LATER);
        assertThat(listed("m1")).containsEntry("m2", LATER);
    }

    /** As it is where a member is given an older release again after the raise. */
    @Test
    void aMemberThatCantReadWhatTheGroupWritesStopsAndSaysSo() throws Exception {
        found(places.subList(0, 1));
        awaitListed("m1", "m1");
        RatisStore store = stores.get("m1");
        Follower follower = followers.get("m1");
        Eventually.that("the format is raised", () -> {
            // Its own word follows at once, and then this is refused.
            store.propose(new FormatRecord.Reads("m1", LATER));
            store.propose(new FormatRecord.Raise(LATER.newest(), Set.of("m1")));
            return follower.events().getLast() instanceof StoreEvent.Failed;
        });
        String why = "the group writes format 4, and this release reads formats 1 to 3";
        assertThat(follower.awaitFailure()).contains(why, "release of the group's other members");
        assertThat(follower.formats().written()).isEqualTo(3);
        stop("m1");
        assertThatThrownBy(
                        () -> StoppedMember.read(config(places.getFirst()).folder(), Instant.EPOCH))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(why);
        assertThatThrownBy(() -> {
                    start(places.getFirst());
                    throw new StoreException(followers.get("m1").awaitFailure());
                })
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(why);
    }

    /** No older member can be beside it: no release that writes format 2 has a gate. */
    @Test
    void aFolderOfTheLastFormatWithoutAGateIsReadAndRaised() throws Exception {
        Path folder = temporary.resolve("m1");
        unzip("/format-2.zip", folder);
        Follower follower = new Follower();
        try (RatisStore store = new RatisStore(RatisStoreConfig.single(folder))) {
            store.start(follower);
            Eventually.that(
                    "it says what it reads", () -> follower.formats().members().containsKey("m1"));
            CommittedState state = follower.state();
            assertThat(follower.formats().written()).isEqualTo(3);
            assertThat(state.leader().heartbeat()).isEqualTo(20);
            assertThat(state.table(new ServiceName("sessions")).entries().pieces())
                    .singleElement()
                    .satisfies(piece -> {
                        assertThat(piece.range()).isEqualTo(KeyRange.ALL);
                        assertThat(piece.value().holder())
                                .isEqualTo(new OwnerRef(new OwnerId("a"), 1));
                    });
        }
    }

    private static void unzip(String resource, Path folder) throws IOException {
        InputStream packed = Objects.requireNonNull(
                FormatGateTest.class.getResourceAsStream(resource), resource);
        try (ZipInputStream zip = new ZipInputStream(packed)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path path = folder.resolve(entry.getName());
                Files.createDirectories(entry.isDirectory() ? path : path.getParent());
                if (!entry.isDirectory()) {
                    Files.copy(zip, path);
                }
            }
        }
    }
}
