package io.centrifuge.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.owner.Guarded;
import io.centrifuge.owner.Owner;
import io.centrifuge.testing.TestManager;
import io.centrifuge.testsupport.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class QuickStartTest {
    private static final Path SOURCE =
            Path.of("src/main/java/io/centrifuge/examples/quickstart/QuickStart.java");

    @Test
    void readmeShowsTheProgramThatTheBuildCompiles() throws IOException {
        String source = Files.readString(SOURCE);
        String shown = source.substring(source.indexOf("import ")).strip();
        assertThat(Files.readString(Path.of("../README.md")))
                .contains("```java\n" + shown + "\n```");
    }

    @Test
    void itRuns() {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (TestManager manager = TestManager.startInRealTime(LeaseTiming.FAST)) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            QuickStart.main(new String[] {manager.address().toString()});
        } finally {
            System.setOut(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("Zoë at server-1 at 127.0.0.1:8080, lease ", "visit 3");
    }

    /** The listener hears of a loss when the key has been granted, and counted for, again. */
    @Test
    void noCountOfALostLeaseIsShownAndNoneOfALiveOneIsForgotten() {
        QuickStart server = new QuickStart();
        CountDownLatch free = new CountDownLatch(1);
        AtomicInteger heard = new AtomicInteger();
        try (TestManager manager = TestManager.start();
                Owner owner = Owner.builder()
                        .service("visits")
                        .id("server-1")
                        .address("127.0.0.1:8080")
                        .managers(manager.address().toString())
                        .clock(manager.clock())
                        .listener(change -> {
                            if (!change.revoked().isEmpty()) {
                                await(free);
                            }
                            server.forget(change);
                            heard.addAndGet(change.revoked().size());
                        })
                        .build()) {
            owner.start();
            assertThat(visitsOnceHeld(server, owner, manager)).isEqualTo(1);
            assertThat(visit(server, owner)).isEqualTo(Optional.of(2));

            manager.stop();
            manager.advance(Duration.ofMinutes(1));
            assertThat(visit(server, owner)).isEmpty();
            manager.startAgain();
            assertThat(visitsOnceHeld(server, owner, manager)).isEqualTo(1);
            assertThat(visit(server, owner)).isEqualTo(Optional.of(2));
            assertThat(heard).hasValue(0);

            free.countDown();
            Eventually.that("it was told of the loss", () -> heard.get() > 0);
            assertThat(visit(server, owner)).isEqualTo(Optional.of(3));
        }
    }

    private static int visitsOnceHeld(QuickStart server, Owner owner, TestManager manager) {
        return Eventually.found("held", () -> {
            manager.advance(Duration.ofMillis(100));
            return visit(server, owner);
        });
    }

    private static Optional<Integer> visit(QuickStart server, Owner owner) {
        Guarded<Integer> result =
                owner.whileHeld("Zoë", lease -> server.visit(owner, "Zoë", lease));
        return result instanceof Guarded.Answer<Integer> answer
                ? Optional.of(answer.value())
                : Optional.empty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
