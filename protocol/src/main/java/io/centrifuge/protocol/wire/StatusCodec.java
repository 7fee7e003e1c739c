package io.centrifuge.protocol.wire;

import io.centrifuge.LeaseTiming;
import io.centrifuge.ServiceName;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.time.LeaderTiming;
import io.centrifuge.protocol.admin.ManagerStatus;
import io.centrifuge.protocol.admin.ManagerStatus.ManagerCounters;
import io.centrifuge.protocol.admin.ManagerStatus.ServiceStatus;
import io.centrifuge.protocol.v1.Wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A manager's status, between record and wire. Stateless. */
public final class StatusCodec {
    private StatusCodec() {}

    public static Wire.StatusReply encode(ManagerStatus status) {
        Wire.StatusReply.Builder wire = Wire.StatusReply.newBuilder()
                .setVersion(status.version())
                .setProcess(status.process())
                .setUptimeNanos(status.uptime().toNanos())
                .setLeading(status.leading())
                .setLeader(encode(status.leader()))
                .setLeaseTiming(TimingCodec.encode(status.leaseTiming()))
                .setLeaderTiming(TimingCodec.encode(status.leaderTiming()))
                .setCounters(encode(status.counters()));
        status.introduction().ifPresent(who -> wire.setIntroduction(ClusterCodec.encode(who)));
        for (ServiceStatus service : status.services()) {
            wire.addServices(Wire.ServiceState.newBuilder()
                    .setService(service.service().value())
                    .setLsn(service.lsn())
                    .setOwners(service.owners())
                    .setRanges(service.ranges())
                    .setUnownedRanges(service.unownedRanges())
                    .setKeptOut(service.keptOut())
                    .setCordoned(service.cordoned()));
        }
        return wire.build();
    }

    private static Wire.LeaderState encode(LeaderRecord leader) {
        return Wire.LeaderState.newBuilder()
                .setTerm(leader.term())
                .setProcess(leader.process())
                .setHeartbeat(leader.heartbeat())
                .setResigned(leader.resigned())
                .setLongestLeaseNanos(leader.longestLeaseNanos())
                .setRestored(leader.restored())
                .build();
    }

    private static Wire.Counters encode(ManagerCounters counters) {
        return Wire.Counters.newBuilder()
                .setOwnerSessions(counters.ownerSessions())
                .setLookupWatches(counters.lookupWatches())
                .setRequestsHandled(counters.requestsHandled())
                .setRequestsRaced(counters.requestsRaced())
                .setMessagesMalformed(counters.messagesMalformed())
                .setLeasesExpired(counters.leasesExpired())
                .build();
    }

    public static ManagerStatus decode(Wire.StatusReply wire) throws MalformedMessageException {
        FieldPath message = FieldPath.of("StatusReply");
        message.require("leader", wire.hasLeader());
        message.require("lease_timing", wire.hasLeaseTiming());
        message.require("leader_timing", wire.hasLeaderTiming());
        message.require("counters", wire.hasCounters());
        LeaderRecord leader = decode(message.at("leader"), wire.getLeader());
        LeaseTiming leaseTiming =
                TimingCodec.decode(message.at("lease_timing"), wire.getLeaseTiming());
        LeaderTiming leaderTiming =
                TimingCodec.decode(message.at("leader_timing"), wire.getLeaderTiming());
        List<ServiceStatus> services = decodeServices(message, wire.getServicesList());
        ManagerCounters counters = decode(message.at("counters"), wire.getCounters());
        Optional<Introduction> introduction = wire.hasIntroduction()
                ? Optional.of(
                        ClusterCodec.decode(message.at("introduction"), wire.getIntroduction()))
                : Optional.empty();
        Duration uptime =
                Duration.ofNanos(message.notNegative("uptime_nanos", wire.getUptimeNanos()));
        try {
            return new ManagerStatus(
                    wire.getVersion(),
                    wire.getProcess(),
                    uptime,
                    wire.getLeading(),
                    leader,
                    leaseTiming,
                    leaderTiming,
                    services,
                    counters,
                    introduction);
        } catch (IllegalArgumentException refusal) {
            throw message.malformed(refusal);
        }
    }

    private static LeaderRecord decode(FieldPath field, Wire.LeaderState wire)
            throws MalformedMessageException {
        return new LeaderRecord(
                field.notNegative("term", wire.getTerm()),
                wire.getProcess(),
                field.notNegative("heartbeat", wire.getHeartbeat()),
                wire.getResigned(),
                field.notNegative("longest_lease_nanos", wire.getLongestLeaseNanos()),
                wire.getRestored());
    }

    private static List<ServiceStatus> decodeServices(
            FieldPath message, List<Wire.ServiceState> wire) throws MalformedMessageException {
        List<ServiceStatus> services = new ArrayList<>(wire.size());
        for (Wire.ServiceState service : wire) {
            FieldPath field = message.at("services", services.size());
            ServiceName name = NameCodec.service(field, service.getService());
            try {
                services.add(new ServiceStatus(
                        name,
                        service.getLsn(),
                        service.getOwners(),
                        service.getRanges(),
                        service.getUnownedRanges(),
                        service.getKeptOut(),
                        service.getCordoned()));
            } catch (IllegalArgumentException refusal) {
                throw field.malformed(refusal);
            }
        }
        return services;
    }

    private static ManagerCounters decode(FieldPath field, Wire.Counters wire)
            throws MalformedMessageException {
        return new ManagerCounters(
                field.notNegative("owner_sessions", wire.getOwnerSessions()),
                field.notNegative("lookup_watches", wire.getLookupWatches()),
                field.notNegative("requests_handled", wire.getRequestsHandled()),
                field.notNegative("requests_raced", wire.getRequestsRaced()),
                field.notNegative("messages_malformed", wire.getMessagesMalformed()),
                field.notNegative("leases_expired", wire.getLeasesExpired()));
    }
}
