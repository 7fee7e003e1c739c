package io.centrifuge.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.core.manager.KeptOut.Cause;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.reference.ManagerFrame;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.core.time.LeaderTiming;
import io.centrifuge.protocol.admin.CordonOrder;
import io.centrifuge.protocol.admin.DrainOrder;
import io.centrifuge.protocol.admin.EvictOrder;
import io.centrifuge.protocol.admin.LetInOrder;
import io.centrifuge.protocol.admin.ManagerStatus;
import io.centrifuge.protocol.admin.ManagerStatus.ManagerCounters;
import io.centrifuge.protocol.admin.ManagerStatus.ServiceStatus;
import io.centrifuge.protocol.admin.OwnersReport;
import io.centrifuge.protocol.admin.OwnersReport.KeptOut;
import io.centrifuge.protocol.admin.OwnersReport.OwnerStatus;
import io.centrifuge.protocol.admin.UndrainOrder;
import io.centrifuge.protocol.v1.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is encoded, sent as bytes and decoded is what it was. */
class RoundTripTest {
    private static final List<Cordon> CORDONS = List.of(
            Cordon.of(new OwnerId("owner-1")), Cordon.at("10.0.0.7:8080"), Cordon.at("[::1]"));

    @Property
    void ownerFrame(@ForAll("ownerFrames") OwnerFrame frame)
            throws InvalidProtocolBufferException, MalformedMessageException {
        byte[] bytes = OwnerCodec.encode(frame).toByteArray();
        assertThat(OwnerCodec.decode(Wire.OwnerRequest.parseFrom(bytes))).isEqualTo(frame);
    }

    @Property
    void managerFrame(@ForAll("managerFrames") ManagerFrame frame)
            throws InvalidProtocolBufferException, MalformedMessageException {
        byte[] bytes = ManagerCodec.encode(frame).toByteArray();
        assertThat(ManagerCodec.decode(Wire.ManagerMessage.parseFrom(bytes))).isEqualTo(frame);
    }

    @Property
    void tableAnswer(@ForAll("tableAnswers") TableAnswer answer)
            throws InvalidProtocolBufferException, MalformedMessageException {
        byte[] bytes = TableCodec.encode(answer).toByteArray();
        assertThat(TableCodec.decode(Wire.TableAnswer.parseFrom(bytes))).isEqualTo(answer);
    }

    @Property
    void leaseTable(@ForAll("tables") LeaseTable table)
            throws InvalidProtocolBufferException, MalformedMessageException {
        byte[] bytes = AdminCodec.encode(table).toByteArray();
        assertThat(AdminCodec.decode(Wire.TableReply.parseFrom(bytes))).isEqualTo(table);
    }

    @Property
    void managerStatus(@ForAll("statuses") ManagerStatus status)
            throws InvalidProtocolBufferException, MalformedMessageException {
        byte[] bytes = StatusCodec.encode(status).toByteArray();
        assertThat(StatusCodec.decode(Wire.StatusReply.parseFrom(bytes))).isEqualTo(status);
    }

    @Property
    void ownersReport(@ForAll("reports") OwnersReport report)
            throws InvalidProtocolBufferException, MalformedMessageException {
        byte[] bytes = AdminCodec.encode(report).toByteArray();
        assertThat(AdminCodec.decode(Wire.OwnersReply.parseFrom(bytes))).isEqualTo(report);
    }

    @Property
    void introduction(@ForAll("introductions") Introduction who)
            throws InvalidProtocolBufferException, MalformedMessageException {
        ServiceName service = new ServiceName("service");
        OwnerRef owner = new OwnerRef(new OwnerId("owner-1"), 1);
        assertThat(ClusterCodec.decode(
                        Wire.Introduction.parseFrom(ClusterCodec.encode(who).toByteArray())))
                .isEqualTo(who);
        assertThat(ClusterCodec.introduction(ClusterCodec.introducing(service, owner, who)))
                .contains(who);
        assertThat(ClusterCodec.introduction(ClusterCodec.introducing(service, who)))
                .contains(who);
        TableWatch watch = new TableWatch(service, 7, Optional.of(who.cluster()));
        assertThat(TableCodec.decode(TableCodec.encode(watch))).isEqualTo(watch);
        assertThat(ClusterCodec.cluster(Wire.OwnerRequest.newBuilder()
                        .setCluster(ClusterCodec.encode(who.cluster()))
                        .build()))
                .contains(who.cluster());
    }

    @Property
    void requests(@ForAll("services") ServiceName service, @ForAll("counts") long lsn)
            throws MalformedMessageException {
        TableWatch watch = new TableWatch(service, lsn);
        assertThat(TableCodec.decode(TableCodec.encode(watch))).isEqualTo(watch);
        assertThat(AdminCodec.decode(AdminCodec.encodeOwnersRequest(service))).isEqualTo(service);
        assertThat(AdminCodec.decode(AdminCodec.encodeTableRequest(service))).isEqualTo(service);
        LetInOrder letIn = new LetInOrder(service, new OwnerId("owner-1"));
        assertThat(AdminCodec.decode(AdminCodec.encode(letIn))).isEqualTo(letIn);
        UndrainOrder undrain = new UndrainOrder(service, new OwnerId("owner-1"));
        assertThat(AdminCodec.decode(AdminCodec.encode(undrain))).isEqualTo(undrain);
        EvictOrder evict = new EvictOrder(service, new OwnerRef(new OwnerId("owner-1"), -7));
        assertThat(AdminCodec.decode(AdminCodec.encode(evict))).isEqualTo(evict);
        assertThat(AdminCodec.decode(AdminCodec.removal(service))).isEqualTo(service);
        for (Cordon cordon : CORDONS) {
            CordonOrder lifting =
                    new CordonOrder(service, cordon, cordon.kind() == Cordon.Kind.HOST);
            assertThat(AdminCodec.decode(AdminCodec.encode(lifting))).isEqualTo(lifting);
        }
        DrainOrder order = new DrainOrder(service, new OwnerId("owner-1"));
        assertThat(AdminCodec.decode(AdminCodec.encode(order))).isEqualTo(order);
    }

    @Property
    void drainOutcome(@ForAll DrainOrder.Outcome outcome) throws MalformedMessageException {
        assertThat(AdminCodec.decode(AdminCodec.encode(outcome))).isEqualTo(outcome);
    }

    @Provide
    Arbitrary<OwnerFrame> ownerFrames() {
        return Messages.ownerFrames();
    }

    @Provide
    Arbitrary<ManagerFrame> managerFrames() {
        return Messages.managerFrames();
    }

    @Provide
    Arbitrary<TableAnswer> tableAnswers() {
        return Messages.tableAnswers();
    }

    @Provide
    Arbitrary<LeaseTable> tables() {
        return Messages.tables();
    }

    @Provide
    Arbitrary<ServiceName> services() {
        return Messages.services();
    }

    @Provide
    Arbitrary<Long> counts() {
        return Messages.counts();
    }

    @Provide
    Arbitrary<Introduction> introductions() {
        return Messages.introductions();
    }

    @Provide
    Arbitrary<ManagerStatus> statuses() {
        Arbitrary<ServiceStatus> service = Combinators.combine(
                        Messages.services(),
                        Messages.counts(),
                        Arbitraries.integers().between(0, 9))
                .as((name, lsn, n) -> new ServiceStatus(name, lsn, n, 1 + 64 * n, n, n, n));
        Arbitrary<LeaderRecord> leader = Combinators.combine(
                        Messages.counts().list().ofSize(3),
                        Arbitraries.longs(),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as((counts, process, resigned, restored) -> new LeaderRecord(
                        counts.get(0), process, counts.get(1), resigned, counts.get(2), restored));
        Arbitrary<ManagerCounters> counters = Messages.counts()
                .list()
                .ofSize(6)
                .map(n -> new ManagerCounters(
                        n.get(0), n.get(1), n.get(2), n.get(3), n.get(4), n.get(5)));
        Arbitrary<List<ServiceStatus>> services =
                service.list().ofMaxSize(4).uniqueElements(ServiceStatus::service);
        return Combinators.combine(
                        Arbitraries.longs(),
                        Messages.counts(),
                        leader,
                        Messages.leaseTiming(),
                        services,
                        counters,
                        Messages.introductions().optional())
                .as((process, uptime, record, timing, list, counts, who) -> new ManagerStatus(
                        "0.1.0-SNAPSHOT",
                        process,
                        Duration.ofNanos(uptime),
                        !record.resigned(),
                        record,
                        timing,
                        LeaderTiming.STANDARD,
                        list,
                        counts,
                        who));
    }

    @Provide
    Arbitrary<OwnersReport> reports() {
        Arbitrary<OwnerStatus> owner = Combinators.combine(
                        Messages.owners(),
                        Messages.addresses(),
                        Arbitraries.of(OwnerState.class),
                        Arbitraries.integers().between(0, Integer.MAX_VALUE),
                        Arbitraries.doubles().between(0, 1),
                        Messages.numbers(),
                        keptOut().optional())
                .as(OwnerStatus::new);
        return Combinators.combine(
                        Messages.services(),
                        Messages.counts(),
                        owner.list().ofMaxSize(5).uniqueElements(OwnerStatus::owner),
                        Arbitraries.of(CORDONS).list().uniqueElements(),
                        Arbitraries.maps(Messages.owners(), Messages.numbers()).ofMaxSize(3),
                        Arbitraries.of(true, false))
                .as((service, lsn, owners, cordons, evicted, leading) -> new OwnersReport(
                        service, lsn, owners, cordons, new TreeMap<>(evicted), leading));
    }

    private static Arbitrary<KeptOut> keptOut() {
        return Combinators.combine(
                        Arbitraries.of(Cause.class),
                        Arbitraries.integers().between(1, Integer.MAX_VALUE),
                        Messages.numbers().map(Duration::ofNanos))
                .as(KeptOut::new);
    }
}
