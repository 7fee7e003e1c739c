package io.centrifuge.store.ratis;

import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.manager.store.StoreEvent;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.security.ServerSecurity;
import io.centrifuge.protocol.stored.StoreCodec;
import io.centrifuge.testsupport.Eventually;
import io.centrifuge.testsupport.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.apache.ratis.protocol.RaftClientReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Groups of several members, all in this process: what their tests do alike. */
abstract class RatisGroup {
    static final UUID CLUSTER = new UUID(1, 2);

    @TempDir
    Path temporary;

    final List<StoreMember> places = new ArrayList<>();
    final Map<String, RatisStore> stores = new LinkedHashMap<>();
    final Map<String, Follower> followers = new LinkedHashMap<>();
    Function<String, ServerSecurity> security = id -> ServerSecurity.LOOPBACK;
    RatisStoreConfig.Election election =
            new RatisStoreConfig.Election(Duration.ofMillis(300), Duration.ofMillis(600));
    int beats;

    @BeforeEach
    void findPlaces() {
        for (int i = 1; i <= 4; i++) {
            places.add(new StoreMember("m" + i, "127.0.0.1", FreePorts.next(), true));
        }
    }

    @AfterEach
    void end() {
        stores.values().forEach(RatisStore::close);
    }

    final void found(List<StoreMember> founders) throws StoreException {
        for (StoreMember founder : founders) {
            start(founder);
        }
        for (StoreMember founder : founders) {
            stores.get(founder.id()).join(new MemberStatus.Join(CLUSTER, founders, true));
        }
    }

    final void start(StoreMember place) throws StoreException {
        RatisStore store = new RatisStore(config(place));
        Follower follower = new Follower();
        stores.put(place.id(), store);
        followers.put(place.id(), follower);
        store.start(follower);
    }

    final RatisStoreConfig config(StoreMember place) {
        return new RatisStoreConfig(
                temporary.resolve(place.id()),
                place.voting(true),
                false,
                true,
                election,
                RatisStoreConfig.Limits.DEFAULT,
                security.apply(place.id()));
    }

    final void stop(String id) {
        stores.remove(id).close();
        followers.remove(id);
    }

    /** Until then entries of what they say may come at any time. */
    final void awaitAllListed() {
        followers.forEach((id, follower) -> Eventually.that(
                "all have said what they read",
                () -> follower.formats().members().keySet().equals(stores.keySet())));
    }

    final StoreMember place(String id) {
        return places.stream()
                .filter(member -> member.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    final List<StoreMember> members(String of) {
        return stores.get(of).status().membership().orElseThrow().members();
    }

    final String leader() {
        return Eventually.found(
                "a leader",
                () -> stores.values().stream()
                        .flatMap(store -> store.status().membership().stream())
                        .flatMap(membership -> membership.leader().stream())
                        .filter(stores::containsKey)
                        .findFirst());
    }

    /** As an administrator does, who asks the leader until it is done. */
    final void change(List<StoreMember> after) throws StoreException {
        Eventually.that("the group is changed", () -> {
            String leader = leader();
            for (StoreMember member : after) {
                stores.get(leader).ownRecords().list(member.id(), StoreCodec.READS);
            }
            MemberStatus.Change change = new MemberStatus.Change(members(leader), after);
            RaftClientReply reply = stores.get(leader)
                    .replica()
                    .change(change)
                    .exceptionally(e -> null)
                    .join();
            return reply != null && reply.isSuccess();
        });
    }

    /** Proposes until it is committed, as a manager does, since any one proposal may be lost. */
    final void commitFrom(String id) {
        StoreRecord record = Records.heartbeat(beats++);
        for (int attempt = 0; attempt < 60; attempt++) {
            stores.get(id).propose(record);
            if (followers.get(id).awaitRecord(record, Duration.ofMillis(500))) {
                break;
            }
        }
        followers.values().forEach(follower -> awaitPast(follower, record));
    }

    /** It may have come in a snapshot. */
    private static void awaitPast(Follower follower, StoreRecord record) {
        if (follower.events().stream()
                        .filter(StoreEvent.Restored.class::isInstance)
                        .count()
                < 2) {
            follower.awaitRecord(record);
        }
    }
}
