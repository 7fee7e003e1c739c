package io.centrifuge.store.ratis;

import io.centrifuge.core.state.ClusterRecord;
import io.centrifuge.core.state.Formats;
import io.centrifuge.core.state.ManagerPlace;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.manager.store.Store;
import io.centrifuge.manager.store.StoreEvent;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.stored.StoreCodec;
import io.grpc.ServerServiceDefinition;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The store as a member of an Apache Ratis group in this process: a group of one on the local disk,
 * or one of several, by the same code. What is committed was forced to the disk of a majority.
 *
 * <p>Thread-safety, blocking and failures are those of {@link Store}. Events come on Ratis' updater
 * thread, {@link StoreEvent.Restored} on one of its start, and {@link StoreEvent.Failed} on
 * whichever thread met the failure.
 *
 * <p>Its own loggers are below {@code io.centrifuge.store.ratis}. Ratis is talkative: the loggers
 * {@code org.apache.ratis} and {@code org.apache.ratis.thirdparty} belong at WARN, or at ERROR
 * where nobody reads them. In this process Ratis is kept from ending the JVM, which it otherwise
 * does when any thread dies of an exception.
 */
public final class RatisStore implements Store {
    private final RatisStoreConfig config;
    private final Proposer proposer;
    private @Nullable EventFeed feed;
    private @Nullable DataFolder folder;
    private volatile @Nullable Replica replica;
    private volatile @Nullable OwnRecords own;
    private Optional<ManagerPlace> manager = Optional.empty();
    private volatile boolean isNew;
    private boolean closed;

    public RatisStore(RatisStoreConfig config) {
        this.config = config;
        this.proposer = new Proposer(config.limits());
    }

    @Override
    public synchronized void announce(ManagerPlace place) {
        if (feed != null) {
            throw new IllegalStateException("this store was started before: announce it first");
        }
        manager = Optional.of(place);
    }

    @Override
    public String member() {
        return config.self().id();
    }

    @Override
    public synchronized void start(Consumer<StoreEvent> follower) throws StoreException {
        if (feed != null) {
            throw new IllegalStateException("this store was started before: use a new one");
        }
        RatisSettings.keepRatisFromEndingTheProcess();
        EventFeed events = new EventFeed(follower, this::standAside);
        feed = events;
        boolean started = false;
        try {
            DataFolder data = DataFolder.open(config);
            folder = data;
            if (data.marker().isEmpty() && config.alone()) {
                data.create(
                        new StoreMarker(UUID.randomUUID(), config.self(), List.of(config.self())));
                isNew = true;
            }
            if (data.marker().isPresent()) {
                takePart(data, events, config.grantsAtOnce());
            }
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    private void takePart(DataFolder data, EventFeed events, boolean grantsAtOnce)
            throws StoreException {
        Replica member = Replica.start(config, data, events, this::groupChanged);
        replica = member;
        proposer.start(member.route());
        UUID cluster = data.marker().orElseThrow().cluster();
        OwnRecords records = new OwnRecords(
                config.self().id(),
                member,
                this::propose,
                new ClusterRecord.Named(cluster, grantsAtOnce),
                manager);
        own = records;
        records.start();
    }

    private void groupChanged() {
        proposer.leaderChanged();
        OwnRecords records = own;
        if (records != null) {
            records.groupChanged();
        }
    }

    /**
     * Takes part in a group from now on, which a member does once in its life; again with the same
     * group it does nothing.
     *
     * @throws StoreException if it is in another group, isn't open, or can't take part; the message
     *     names the remedy
     */
    synchronized void join(MemberStatus.Join join) throws StoreException {
        DataFolder data = folder;
        EventFeed events = feed;
        if (data == null || events == null || closed) {
            throw new StoreException("the store's member %s is not open: ask again"
                    .formatted(config.self().id()));
        }
        if (data.marker().isPresent()) {
            requireSame(data.marker().get(), join);
            return;
        }
        requireFounder(join);
        data.create(new StoreMarker(join.cluster(), config.self(), join.founders()));
        boolean takesPart = false;
        try {
            takePart(data, events, join.grantsAtOnce());
            takesPart = true;
        } finally {
            if (!takesPart) {
                events.fail("the store's member %s could not take part in its group: start this"
                                .formatted(config.self().id())
                        + " process again");
            }
        }
    }

    /**
     * After a failure. Ratis' member would go on to lead its group, if it did, while its log takes
     * nothing more: nobody else could lead or commit for as long as its process lives.
     */
    private void standAside() {
        Thread.ofPlatform().name("store-stands-aside").daemon().start(() -> {
            synchronized (this) {
                Replica.closing(own);
                Replica.closing(proposer);
                Replica.closing(replica);
            }
        });
    }

    private void requireSame(StoreMarker marker, MemberStatus.Join join) throws StoreException {
        if (!marker.cluster().equals(join.cluster())
                || !marker.founders().equals(join.founders())) {
            throw new StoreException(
                    ("the store's member %s is in cluster %s already: stop it and give it an empty"
                                    + " data folder first if it is to be in another")
                            .formatted(config.self().id(), marker.cluster()));
        }
    }

    private void requireFounder(MemberStatus.Join join) throws StoreException {
        boolean isNamed = join.founders().isEmpty()
                || join.founders().stream()
                        .anyMatch(founder -> founder.id().equals(config.self().id())
                                && founder.address().equals(config.self().address()));
        if (!isNamed) {
            throw new StoreException("the new group %s doesn't name this member, %s"
                    .formatted(join.founders(), config.self()));
        }
    }

    /** What this member says of itself. Any thread may ask. */
    MemberStatus status() {
        Replica member = replica;
        return new MemberStatus(
                config.self(), StoreCodec.READS, Optional.ofNullable(member).map(Replica::status));
    }

    /** Whether its start began a store, of this process alone. Any thread may ask. */
    public boolean isNew() {
        return isNew;
    }

    /** Whether it takes part in a group, if only of itself. Any thread may ask. */
    public boolean isInGroup() {
        return replica != null;
    }

    @Override
    public boolean isShared() {
        Replica member = replica;
        return member != null && member.status().members().size() > 1;
    }

    /** While it takes part in a group. */
    @Nullable
    Replica replica() {
        return replica;
    }

    /** While it takes part in a group. */
    @Nullable
    OwnRecords ownRecords() {
        return own;
    }

    @Override
    public List<ServerServiceDefinition> services() {
        return List.of(new StoreService(this).bindService());
    }

    @Override
    public void propose(StoreRecord record) {
        Replica member = replica;
        int format = member == null ? Formats.FIRST : member.state().formats().written();
        byte[] bytes = StoreCodec.encode(record, format);
        if (bytes.length > config.limits().recordBytes()) {
            throw new IllegalArgumentException(
                    "a record of %d bytes is over the store's limit of %d: propose smaller ones"
                            .formatted(bytes.length, config.limits().recordBytes()));
        }
        proposer.offer(bytes);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (feed != null) {
            feed.end();
        }
        Replica.closing(own);
        Replica.closing(proposer);
        Replica.closing(replica);
        Replica.closing(folder);
        own = null;
        replica = null;
        folder = null;
    }
}
