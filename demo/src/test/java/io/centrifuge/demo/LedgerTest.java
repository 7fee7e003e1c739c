package io.centrifuge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyRange;
import org.junit.jupiter.api.Test;

/** Times are small numbers; news may come 100 after an "unknown". */
class LedgerTest {
    private static final long LATE = 100;

    /** Device 0 and 2 use front end 0, device 1 and 3 front end 1. */
    private final Ledger ledger = new Ledger(new long[] {0x10, 0x20, 0x30, 0x40}, 2, LATE);

    private static final KeyRange ALL = KeyRange.ALL;
    private static final KeyRange OF_DEVICE_0 = new KeyRange(0x10, 0x11);

    private PublishedAddress published(int device, long sentAt) {
        PublishedAddress address = ledger.publish(device);
        ledger.acknowledge(address, sentAt);
        return address;
    }

    @Test
    void theLastAcknowledgedAddressIsRight() {
        PublishedAddress address = published(0, 10);
        assertThat(ledger.answer(ledger.ask(0), address.text())).isTrue();
        assertThat(ledger.wrong()).isZero();
    }

    @Test
    void anAddressThatWasReplacedBeforeTheQuestionIsWrong() {
        PublishedAddress old = published(0, 10);
        published(0, 20);
        assertThat(ledger.answer(ledger.ask(0), old.text())).isFalse();
        assertThat(ledger.wrong()).isEqualTo(1);
    }

    @Test
    void anAddressThatIsReplacedWhileTheQuestionIsOpenIsRight() {
        PublishedAddress old = published(0, 10);
        Ledger.Question question = ledger.ask(0);
        published(0, 20);
        assertThat(ledger.answer(question, old.text())).isTrue();
    }

    @Test
    void anAddressThatIsNotAcknowledgedYetIsRight() {
        published(0, 10);
        Ledger.Question question = ledger.ask(0);
        PublishedAddress open = ledger.publish(0);
        assertThat(ledger.answer(question, open.text())).isTrue();
    }

    @Test
    void anotherDevicesAddressIsWrong() {
        published(0, 10);
        PublishedAddress other = published(1, 10);
        assertThat(ledger.answer(ledger.ask(0), other.text())).isFalse();
    }

    @Test
    void whatWasNeverPublishedIsWrong() {
        published(0, 10);
        assertThat(ledger.answer(ledger.ask(0), new PublishedAddress(0, 2).text()))
                .isFalse();
        assertThat(ledger.answer(ledger.ask(0), "somewhere")).isFalse();
        assertThat(ledger.wrong()).isEqualTo(2);
    }

    @Test
    void unknownBeforeAnyAcknowledgementIsNothing() {
        PublishedAddress open = ledger.publish(0);
        ledger.unknown(ledger.ask(0), 20);
        ledger.acknowledge(open, 10);
        assertThat(ledger.unknowns()).isZero();
    }

    @Test
    void unknownWithoutAnyLossIsUnexplained() {
        published(0, 10);
        ledger.unknown(ledger.ask(0), 20);
        assertThat(ledger.unknowns()).isEqualTo(1);
        assertThat(ledger.unexplained()).isEqualTo(1);
        assertThat(ledger.describeUnexplained(5)).hasSize(1);
    }

    @Test
    void unknownAfterALossIsExplainedUntilTheDeviceHasPublishedAgain() {
        published(0, 10);
        ledger.lost(0, ALL, 20);
        ledger.unknown(ledger.ask(0), 30);
        assertThat(ledger.unexplained()).isZero();

        published(0, 40);
        ledger.unknown(ledger.ask(0), 50);
        assertThat(ledger.unexplained()).isEqualTo(1);
    }

    @Test
    void newsOfALossMayComeSomewhatLater() {
        published(0, 10);
        ledger.unknown(ledger.ask(0), 20);
        assertThat(ledger.mayBeExplained(20 + LATE)).isTrue();
        assertThat(ledger.mayBeExplained(21 + LATE)).isFalse();
        ledger.lost(0, OF_DEVICE_0, 20 + LATE);
        assertThat(ledger.unexplained()).isZero();
        assertThat(ledger.mayBeExplained(20 + LATE)).isFalse();
    }

    @Test
    void newsThatComesTooLateExplainsNothing() {
        published(0, 10);
        ledger.unknown(ledger.ask(0), 20);
        ledger.lost(0, ALL, 21 + LATE);
        assertThat(ledger.unexplained()).isEqualTo(1);
    }

    @Test
    void aLossThatAnotherFrontEndHeardOfExplainsNothing() {
        published(0, 10);
        ledger.lost(1, ALL, 15);
        ledger.unknown(ledger.ask(0), 20);
        assertThat(ledger.unexplained()).isEqualTo(1);
    }

    @Test
    void aLossOfOtherKeysExplainsNothing() {
        published(2, 10);
        ledger.lost(0, OF_DEVICE_0, 15);
        ledger.unknown(ledger.ask(2), 20);
        assertThat(ledger.unexplained()).isEqualTo(1);
    }

    @Test
    void aLossCoversTheDevicesOfItsFrontEndThatPublished() {
        published(0, 10);
        published(1, 10);
        assertThat(ledger.lost(0, ALL, 20)).containsExactly(0);
        published(2, 30);
        assertThat(ledger.lost(0, OF_DEVICE_0, 40)).containsExactly(0);
    }

    @Test
    void onlyAPublicationSentAfterTheLossMakesUpForIt() {
        published(0, 10);
        assertThat(ledger.mustPublish(0)).isFalse();
        PublishedAddress crossing = ledger.publish(0);
        ledger.lost(0, ALL, 20);
        ledger.acknowledge(crossing, 15);
        assertThat(ledger.mustPublish(0)).isTrue();
        published(0, 25);
        assertThat(ledger.mustPublish(0)).isFalse();
        assertThat(ledger.acknowledged()).isEqualTo(1);
    }
}
