package io.centrifuge.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.LeaseCheck;
import io.centrifuge.testsupport.Eventually;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OwnerBuilderTest {
    private static OwnerBuilder whole() {
        return Owner.builder()
                .service("rendezvous")
                .id("backend-1")
                .address("10.0.0.7:8080")
                .managers("localhost:1");
    }

    @Test
    void saysWhatIsMissingAndHowToGiveIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Owner.builder().build())
                .withMessageContaining("service(\"rendezvous\")");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Owner.builder().service("s").id("i").address("a:1").build())
                .withMessageContaining("managers(");
    }

    @Test
    void namesTheValueThatIsWrong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> whole().service(" x"))
                .withMessageContaining("\" x\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> whole().id(""))
                .withMessageContaining("owner id");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> whole().address("nowhere"))
                .withMessageContaining("nowhere")
                .withMessageContaining("host:port");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> whole().managers("a:1,,b:2"))
                .withMessageContaining("host:port");
    }

    @Test
    void refusesANegativeMargin() {
        try (Owner owner = whole().build()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> owner.checkLeaseNow("k", Duration.ofNanos(-1)))
                    .withMessageContaining("PT-0.000000001S");
        }
    }

    @Test
    void holdsNothingBeforeItIsStarted() {
        try (Owner owner = whole().build()) {
            assertThat(owner.state()).isEqualTo(Owner.State.STARTING);
            assertThat(owner.checkLeaseNow("k")).isSameAs(LeaseCheck.NOT_HELD);
            assertThat(owner.checkLeaseContinuous("k", 0)).isFalse();
        }
    }

    @Test
    void neitherBlocksNorThrowsWithoutAManager() throws InterruptedException {
        Owner owner = whole().build();
        owner.start();
        assertThat(owner.awaitReady(Duration.ofMillis(50))).isFalse();
        Eventually.that("the failure is told", () -> owner.lastError().isPresent());
        assertThat(owner.lastError().orElseThrow())
                .contains("localhost:1")
                .contains("connection refused");
        long before = System.nanoTime();
        owner.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
        assertThat(owner.state()).isEqualTo(Owner.State.CLOSED);
    }

    @Test
    void isClosedForGood() throws InterruptedException {
        Owner owner = whole().build();
        owner.close();
        owner.close();
        assertThat(owner.awaitReady(Duration.ofDays(1))).isFalse();
        assertThatThrownBy(owner::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("build another");
    }
}
