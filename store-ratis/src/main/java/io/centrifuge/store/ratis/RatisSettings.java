package io.centrifuge.store.ratis;

import io.centrifuge.protocol.security.SecurityFileException;
import io.centrifuge.protocol.security.ServerSecurity;
import io.centrifuge.protocol.security.ServerTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.apache.ratis.thirdparty.io.netty.channel.EventLoopGroup;
import org.apache.ratis.thirdparty.io.netty.channel.nio.NioEventLoopGroup;
import org.apache.ratis.thirdparty.io.netty.channel.socket.nio.NioServerSocketChannel;
import org.apache.ratis.thirdparty.io.netty.util.concurrent.DefaultThreadFactory;
import org.apache.ratis.util.ExitUtils;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** All that is said to Ratis, in one place. */
final class RatisSettings {
    /** What Ratis puts around a record in its log. */
    private static final int ENVELOPE_BYTES = 16 << 10;

    /** Of each new file of the log; small, for it is written out at the start. */
    private static final int PREALLOCATED_BYTES = 64 << 10;

    private static final int SNAPSHOTS_KEPT = 2;

    /** Replies decide nothing here, so none need be remembered for long. */
    private static final Duration REPLIES_KEPT = Duration.ofSeconds(5);

    /**
     * A process that was suspended, for however long, goes on; the leases judge time themselves.
     */
    private static final Duration NEVER = Duration.ofDays(3650);

    /** Longer than any election takes; after that it is said. */
    static final Duration NO_LEADER_TOLERATED = Duration.ofSeconds(10);

    private RatisSettings() {}

    /**
     * Ratis ends the JVM when any thread of it dies of an exception, its host's threads included.
     * After this it never does; the host's handler stays as it was.
     */
    static void keepRatisFromEndingTheProcess() {
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        ExitUtils.disableSystemExit();
        ExitUtils.setTerminateOnUncaughtException(false);
        Thread.setDefaultUncaughtExceptionHandler(handler);
    }

    static RaftProperties of(RatisStoreConfig config, Path raft) {
        RaftProperties properties = new RaftProperties();
        RaftConfigKeys.Rpc.setType(properties, SupportedRpcType.GRPC);
        RaftServerConfigKeys.setStorageDir(properties, List.of(raft.toFile()));
        RaftServerConfigKeys.setRemovedGroupsDir(
                properties, raft.resolve("removed").toFile());
        RaftServerConfigKeys.setCloseThreshold(properties, duration(NEVER));
        RaftServerConfigKeys.RetryCache.setExpiryTime(properties, duration(REPLIES_KEPT));
        network(properties, config);
        elections(properties, config.election());
        if (!config.alone()) {
            // For so long one that lost its followers doesn't stand for election, by default 10 s:
            // of three, of which two were stopped, only one would soon. It is also the pause of a
            // JVM after which a leader steps down, and after this one others have been elected.
            RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(
                    properties, duration(config.election().max()));
        }
        log(properties, config.limits());
        RaftServerConfigKeys.Notification.setNoLeaderTimeout(
                properties, duration(NO_LEADER_TOLERATED));
        // A second entry after a commit tells the others of it, which else learn of it by the next
        // heartbeat, half a second later. Nobody is to be told in a group of one.
        RaftServerConfigKeys.Log.setLogMetadataEnabled(properties, !config.alone());
        snapshots(properties, config.limits());
        return properties;
    }

    /**
     * How members connect to each other. Both sides of a connection must be members by the policy;
     * a certificate of the authority alone is not enough to write to the log.
     */
    static Parameters connections(ServerSecurity security) throws SecurityFileException {
        Parameters parameters = new Parameters();
        ServerTls.load(security).ifPresent(tls -> {
            GrpcConfigKeys.TLS.setConf(
                    parameters,
                    new GrpcTlsConfig(tls.identity().keyManager(), tls.trustOfMembers(), true));
            GrpcConfigKeys.Server.setServicesCustomizer(
                    parameters, (builder, services) -> watchHandshakes(builder));
        });
        return parameters;
    }

    /** Only a channel that is made here can be watched, and gRPC then wants its threads, too. */
    private static NettyServerBuilder watchHandshakes(NettyServerBuilder builder) {
        return builder.bossEventLoopGroup(Loops.OF_PROCESS)
                .workerEventLoopGroup(Loops.OF_PROCESS)
                .channelFactory(() -> HandshakeWatch.on(
                        new NioServerSocketChannel(), "the port of the store's members"));
    }

    /** The threads of connections, made when there is one; never ended, as gRPC's are shared. */
    private static final class Loops {
        static final EventLoopGroup OF_PROCESS =
                new NioEventLoopGroup(0, new DefaultThreadFactory("centrifuge-members", true));
    }

    private static void network(RaftProperties properties, RatisStoreConfig config) {
        // No native library is unpacked and loaded for a handful of connections.
        GrpcConfigKeys.setUseEpoll(properties, false);
        GrpcConfigKeys.Server.setHost(properties, config.self().host());
        GrpcConfigKeys.Server.setPort(properties, config.self().port());
        GrpcConfigKeys.setMessageSizeMax(
                properties,
                SizeInBytes.valueOf(Math.max(64 << 20, 2 * config.limits().recordBytes())));
    }

    private static void elections(RaftProperties properties, RatisStoreConfig.Election election) {
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, duration(election.min()));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, duration(election.max()));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, duration(election.min()));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, duration(election.max()));
    }

    private static void log(RaftProperties properties, RatisStoreConfig.Limits limits) {
        int entryBytes = limits.recordBytes() + ENVELOPE_BYTES;
        RaftServerConfigKeys.Log.setCorruptionPolicy(properties, CorruptionPolicy.EXCEPTION);
        RaftServerConfigKeys.Log.setSegmentSizeMax(
                properties, SizeInBytes.valueOf(limits.segmentBytes()));
        RaftServerConfigKeys.Log.setPreallocatedSize(
                properties, SizeInBytes.valueOf(PREALLOCATED_BYTES));
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(
                properties, SizeInBytes.valueOf(entryBytes));
        RaftServerConfigKeys.Log.setWriteBufferSize(
                properties, SizeInBytes.valueOf(entryBytes + ENVELOPE_BYTES));
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, 2);
        // Composed, an append waits for the one before it on the JVM's common pool: a service that
        // blocks the pool stops this member, and after one append that fails all others do, while
        // heartbeats are answered, so that nobody notices.
        RaftServerConfigKeys.Log.setAppendEntriesComposeEnabled(properties, false);
        RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, false);
        RaftServerConfigKeys.Log.setAsyncFlushEnabled(properties, false);
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
    }

    private static void snapshots(RaftProperties properties, RatisStoreConfig.Limits limits) {
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(
                properties, limits.recordsPerSnapshot());
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, SNAPSHOTS_KEPT);
    }

    private static TimeDuration duration(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
