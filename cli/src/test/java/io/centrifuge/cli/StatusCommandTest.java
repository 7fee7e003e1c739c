package io.centrifuge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.core.cluster.ClusterRef;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.time.LeaderTiming;
import io.centrifuge.protocol.admin.ManagerStatus;
import io.centrifuge.protocol.admin.ManagerStatus.ManagerCounters;
import io.centrifuge.protocol.v1.AdminServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.StatusCodec;
import io.centrifuge.testsupport.LoopbackServer;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over managers that say what the test says. */
class StatusCommandTest {
    private static final UUID X = new UUID(1, 2);
    private static final UUID Y = new UUID(3, 4);
    private static final long RESTORED = 5;

    private final List<LoopbackServer> managers = new ArrayList<>();
    private boolean leads;

    @AfterEach
    void end() {
        managers.forEach(LoopbackServer::close);
    }

    @Test
    void managersThatARestoreLeftBehindAreNamed() {
        String left = manager(Optional.of(new ClusterRef(X, 0)));
        String stays = manager(Optional.of(new ClusterRef(X, RESTORED)));

        Launcher.Result status = status();

        assertThat(status.exitCode()).isEqualTo(1);
        assertThat(status.err())
                .contains(left + " belongs to this cluster as it was before the restore of "
                        + Format.history(RESTORED))
                .contains("stop what was left behind, empty its folder, and add it with"
                        + " \"centrifuge store add\"")
                .doesNotContain(stays, "several clusters");
    }

    @Test
    void managersOfSeveralClustersAreTold() {
        String one = manager(Optional.of(new ClusterRef(X, 0)));
        String two = manager(Optional.of(new ClusterRef(X, RESTORED)));
        String other = manager(Optional.of(new ClusterRef(Y, 0)));

        Launcher.Result status = status();

        assertThat(status.exitCode()).isEqualTo(1);
        assertThat(status.err())
                .contains("these are managers of several clusters: %s, %s belong to cluster %s;"
                        .formatted(one, two, X))
                .contains("%s belongs to cluster %s".formatted(other, Y));
    }

    @Test
    void oneThatDoesNotLeadMayKnowLessThanThereIs() {
        String standby = manager(Optional.of(new ClusterRef(X, 0)));

        assertThat(status().out()).contains("no services, as far as it knows: it doesn't lead");
        for (String command : List.of("owners", "drain b1", "drain --cordon b1", "undrain b1")) {
            BadInputTest.refused(
                    1,
                    launcher().run(command.split(" ", -1)),
                    "no manager leads now, and those that answer know of no service");
        }
        assertThat(launcher()
                        .run("owners", "--manager", standby + ",127.0.0.1:1")
                        .err())
                .contains("no manager leads now");
    }

    @Test
    void theLeaderIsAskedForTheServicesBeforeOthers() {
        manager(Optional.of(new ClusterRef(X, 0)));
        leads = true;
        manager(Optional.of(new ClusterRef(X, 0)));

        assertThat(launcher().run("owners").out())
                .isEqualTo("no services: no owner has joined, or they were removed%n".formatted());
    }

    private Launcher launcher() {
        return new Launcher(Map.of(
                "CENTRIFUGE_MANAGER",
                managers.stream()
                        .map(manager -> "127.0.0.1:" + manager.port())
                        .collect(Collectors.joining(","))));
    }

    private Launcher.Result status() {
        return launcher().run("status");
    }

    /** By which address it is reached. */
    private String manager(Optional<ClusterRef> cluster) {
        ManagerStatus status = new ManagerStatus(
                "1",
                managers.size() + 1,
                Duration.ZERO,
                leads,
                LeaderRecord.NONE,
                LeaseTiming.STANDARD,
                LeaderTiming.STANDARD,
                List.of(),
                new ManagerCounters(0, 0, 0, 0, 0, 0),
                cluster.map(of -> new Introduction(of, "m1", new TreeMap<>(), Optional.empty())));
        LoopbackServer server = new LoopbackServer(new Answering(StatusCodec.encode(status)));
        managers.add(server);
        return "127.0.0.1:" + server.port();
    }

    private static final class Answering extends AdminServiceGrpc.AdminServiceImplBase {
        private final Wire.StatusReply status;

        Answering(Wire.StatusReply status) {
            this.status = status;
        }

        @Override
        public void status(Wire.StatusRequest request, StreamObserver<Wire.StatusReply> reply) {
            reply.onNext(status);
            reply.onCompleted();
        }
    }
}
