package io.centrifuge.core.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ShortStaysTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MINUTE = 60 * SECOND;
    private static final long LEASE = 15 * SECOND;

    /** Close to where readings wrap around. */
    private static final long START = Long.MAX_VALUE - 5 * MINUTE;

    private final ShortStays<String> stays = new ShortStays<>(LEASE);

    private long whileAt(long after) {
        return stays.whileNanos("a", START + after);
    }

    @Test
    void oneShortStayIsNothing() {
        stays.add("a", START);
        assertThat(whileAt(SECOND)).isZero();
    }

    @Test
    void twoFurtherApartThanTenMinutesAreNothing() {
        stays.add("a", START);
        stays.add("a", START + 10 * MINUTE);
        assertThat(whileAt(10 * MINUTE)).isZero();
    }

    @Test
    void theWhileDoublesUpToTenMinutes() {
        List<Long> seconds = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            stays.add("a", START + i * SECOND);
            seconds.add(whileAt(i * SECOND) / SECOND);
        }
        assertThat(seconds).containsExactly(0L, 15L, 30L, 60L, 120L, 240L, 480L, 600L, 600L);
        assertThat(stays.count("a")).isEqualTo(9);
        assertThat(stays.whileNanos("b", START)).isZero();
    }

    @Test
    void itIsForgivenAfterTwiceTheWhileAndTenMinutesAtLeast() {
        stays.add("a", START);
        stays.add("a", START);
        assertThat(whileAt(10 * MINUTE - 1)).isEqualTo(LEASE);
        assertThat(whileAt(10 * MINUTE)).isZero();
        for (int i = 0; i < 9; i++) {
            stays.add("a", START + 10 * MINUTE);
        }
        assertThat(whileAt(30 * MINUTE - 1)).isEqualTo(10 * MINUTE);
        assertThat(whileAt(30 * MINUTE)).isZero();
        assertThat(stays.count("a")).isZero();
    }

    @Test
    void anOrderForgives() {
        stays.add("a", START);
        stays.add("a", START);
        stays.forgive("a");
        assertThat(whileAt(0)).isZero();
        stays.add("a", START);
        assertThat(whileAt(0)).isZero();
    }

    /** A lease may be longer than ten minutes. */
    @Test
    void noWhileIsLongerThanTenMinutes() {
        ShortStays<String> ofLongLeases = new ShortStays<>(60 * MINUTE);
        ofLongLeases.add("a", START);
        ofLongLeases.add("a", START);
        assertThat(ofLongLeases.whileNanos("a", START)).isEqualTo(10 * MINUTE);
    }

    /** Against what the whole past says, of several names at once. */
    @Property(tries = 300)
    void itIsAsTheWholePastSays(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ShortStays<Integer> many = new ShortStays<>(LEASE);
        List<List<Long>> pasts = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        long now = random.nextLong();
        for (int step = 0; step < 60; step++) {
            now += random.nextInt(6) == 0 ? random.nextLong(25 * MINUTE) : random.nextLong(MINUTE);
            int name = random.nextInt(pasts.size());
            if (random.nextInt(8) == 0) {
                many.forgive(name);
                pasts.get(name).clear();
            } else {
                many.add(name, now);
                pasts.get(name).add(now);
            }
            for (int each = 0; each < pasts.size(); each++) {
                assertThat(many.whileNanos(each, now)).isEqualTo(whileBy(pasts.get(each), now));
            }
        }
    }

    private static long whileBy(List<Long> past, long now) {
        long needed = 0;
        long last = 0;
        int count = 0;
        for (long at : past) {
            boolean connected = count > 0 && at - last < Math.max(10 * MINUTE, 2 * needed);
            count = connected ? count + 1 : 1;
            needed = count == 1 ? 0 : Math.min(10 * MINUTE, LEASE << Math.min(20, count - 2));
            last = at;
        }
        return count > 0 && now - last < Math.max(10 * MINUTE, 2 * needed) ? needed : 0;
    }
}
