package io.centrifuge.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.OwnerRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

/** {@link Inbox} against a list that is looked through from its start each time. */
class InboxTest {
    /** Where the monotonic clock wraps around, as it may. */
    private static final long START = Long.MAX_VALUE - Inbox.PATIENCE_NANOS;

    private static final int OWNERS = 3;

    private final Inbox inbox = new Inbox();

    /** Names of the tasks that ran. */
    private final List<String> done = new ArrayList<>();

    sealed interface Action {
        record PutTasks(int count) implements Action {}

        record PutRequest(int owner, long sequence) implements Action {}

        record Take(int count) implements Action {}

        record Pass(long nanos) implements Action {}
    }

    @Provide
    Arbitrary<List<Action>> actions() {
        Arbitrary<Action> requests = Combinators.combine(
                        Arbitraries.integers().between(0, OWNERS - 1),
                        Arbitraries.longs().between(1, 9))
                .as(Action.PutRequest::new);
        Arbitrary<Action> tasks = Arbitraries.of(1, 2, Inbox.MOST_AHEAD).map(Action.PutTasks::new);
        Arbitrary<Action> takes = Arbitraries.of(1, 3, Inbox.MOST_AHEAD + 1).map(Action.Take::new);
        Arbitrary<Action> time = Arbitraries.of(
                        1L,
                        Inbox.PATIENCE_NANOS / 2,
                        Inbox.PATIENCE_NANOS,
                        Inbox.PATIENCE_NANOS + 1)
                .map(Action.Pass::new);
        return Arbitraries.frequencyOf(
                        Tuple.of(4, requests),
                        Tuple.of(3, tasks),
                        Tuple.of(3, takes),
                        Tuple.of(2, time))
                .list()
                .ofMaxSize(60);
    }

    @Property
    void takesWhatTheNaiveModelTakes(@ForAll("actions") List<Action> actions)
            throws InterruptedException {
        Inbox tested = new Inbox();
        Model model = new Model();
        List<String> ran = new ArrayList<>();
        long now = START;
        int tasks = 0;
        for (Action action : actions) {
            switch (action) {
                case Action.Pass pass -> now += pass.nanos();
                case Action.PutTasks put -> {
                    for (int i = 0; i < put.count(); i++) {
                        String name = "task " + tasks++;
                        tested.put(() -> ran.add(name), now);
                        model.waiting.add(new Model.Item(name, -1, 0, now));
                    }
                }
                case Action.PutRequest put ->
                    assertThat(tested.put(request(put.owner(), put.sequence()), now))
                            .isEqualTo(model.request(put.owner(), put.sequence(), now));
                case Action.Take take -> {
                    for (int i = 0; i < take.count() && !model.waiting.isEmpty(); i++) {
                        Model.Item expected = model.take();
                        Inbox.Taken taken = tested.take();
                        assertThat(name(taken, ran)).isEqualTo(expected.name());
                        assertThat(taken.since()).isEqualTo(expected.since());
                    }
                }
            }
            assertThat(tested.isEmpty()).isEqualTo(model.waiting.isEmpty());
        }
    }

    /** All that waits, in the order in which it came; of a request, when its place was taken. */
    private static final class Model {
        final List<Item> waiting = new ArrayList<>();
        private int tasksWhileARequestWaited;

        /** @param owner below 0 for a task */
        record Item(String name, int owner, long sequence, long since) {
            boolean isTask() {
                return owner < 0;
            }
        }

        Inbox.Outcome request(int owner, long sequence, long now) {
            String name = "request " + sequence + " of " + owner;
            for (int i = 0; i < waiting.size(); i++) {
                Item other = waiting.get(i);
                if (other.owner() == owner) {
                    if (other.sequence() < sequence) {
                        waiting.set(i, new Item(name, owner, sequence, other.since()));
                    }
                    return Inbox.Outcome.REPLACED;
                }
            }
            waiting.add(new Item(name, owner, sequence, now));
            return Inbox.Outcome.WAITS;
        }

        Item take() {
            Optional<Item> task = waiting.stream().filter(Item::isTask).findFirst();
            Optional<Item> request =
                    waiting.stream().filter(item -> !item.isTask()).findFirst();
            boolean isRequest = task.isEmpty()
                    || (request.isPresent()
                            && (tasksWhileARequestWaited == Inbox.MOST_AHEAD
                                    || task.get().since() - request.get().since()
                                            > Inbox.PATIENCE_NANOS));
            Item taken = isRequest ? request.orElseThrow() : task.get();
            waiting.remove(taken);
            tasksWhileARequestWaited =
                    isRequest || request.isEmpty() ? 0 : tasksWhileARequestWaited + 1;
            return taken;
        }
    }

    private static String name(Inbox.Taken taken, List<String> ran) {
        return switch (taken) {
            case Inbox.Task task -> {
                task.what().run();
                yield ran.getLast();
            }
            case Inbox.Request heard ->
                "request " + heard.request().sequence() + " of "
                        + heard.request().owner().incarnation();
        };
    }

    private static OwnerRequest request(int owner, long sequence) {
        return request("chat", new OwnerRef(new OwnerId("owner"), owner), sequence);
    }

    private static OwnerRequest request(String service, OwnerRef owner, long sequence) {
        return new OwnerRequest(
                new ServiceName(service),
                owner,
                new OwnerAddress("owner:1"),
                1,
                sequence,
                0,
                0,
                RangeMap.of(0L),
                List.of(),
                false);
    }

    private void putTask(long now) {
        String name = "task";
        inbox.put(() -> done.add(name), now);
    }

    /** What is taken until nothing is left. */
    private List<String> takeAll() throws InterruptedException {
        List<String> taken = new ArrayList<>();
        while (!inbox.isEmpty()) {
            taken.add(name(inbox.take(), done));
        }
        return taken;
    }

    @Test
    void theFirstLaneGoesBeforeRequestsThatCameEarlier() throws Exception {
        inbox.put(request(1, 1), START);
        putTask(START);
        putTask(START);

        assertThat(takeAll()).containsExactly("task", "task", "request 1 of 1");
    }

    @Test
    void afterAHundredOfTheFirstLaneARequestIsTaken() throws Exception {
        inbox.put(request(1, 1), START);
        inbox.put(request(2, 1), START);
        for (int i = 0; i < 250; i++) {
            putTask(START);
        }

        List<String> taken = takeAll();
        assertThat(taken.indexOf("request 1 of 1")).isEqualTo(100);
        assertThat(taken.indexOf("request 1 of 2")).isEqualTo(201);
    }

    @Test
    void nothingGoesBeforeARequestThatHasWaitedForLong() throws Exception {
        inbox.put(request(1, 1), START);
        inbox.put(request(2, 1), START + 1);
        putTask(START + 1 + Inbox.PATIENCE_NANOS);

        assertThat(takeAll()).containsExactly("request 1 of 1", "task", "request 1 of 2");
    }

    @Test
    void theHighestSequenceNumberWaitsWhicheverCameLast() throws Exception {
        inbox.put(request(1, 2), START);
        inbox.put(request(1, 3), START);
        inbox.put(request(1, 3), START);
        inbox.put(request(1, 1), START);

        assertThat(takeAll()).containsExactly("request 3 of 1");
    }

    @Test
    void anOwnerThatSendsOftenKeepsItsPlaceAndNoMore() throws Exception {
        inbox.put(request(1, 1), START);
        inbox.put(request(2, 1), START + 1);
        inbox.put(request(1, 2), START + 2);
        assertThat(inbox.take().since()).isEqualTo(START);
        inbox.put(request(1, 3), START + 3);

        assertThat(takeAll()).containsExactly("request 1 of 2", "request 3 of 1");
    }

    @Test
    void incarnationsAndServicesAreApart() throws Exception {
        OwnerRef first = new OwnerRef(new OwnerId("owner"), 1);
        List.of(
                        request("chat", first, 1),
                        request("mail", first, 1),
                        request("chat", new OwnerRef(first.id(), 2), 1),
                        request("chat", new OwnerRef(new OwnerId("other"), 1), 1))
                .forEach(apart ->
                        assertThat(inbox.put(apart, START)).isEqualTo(Inbox.Outcome.WAITS));

        assertThat(takeAll()).hasSize(4);
    }

    @Test
    void requestsAreBoundedAndTheBoundIsOfOwners() {
        for (int owner = 0; owner < Inbox.MOST_REQUESTS; owner++) {
            assertThat(inbox.put(request(owner, 1), START)).isEqualTo(Inbox.Outcome.WAITS);
        }
        assertThat(inbox.put(request(Inbox.MOST_REQUESTS, 1), START)).isEqualTo(Inbox.Outcome.FULL);
        assertThat(inbox.put(request(7, 2), START)).isEqualTo(Inbox.Outcome.REPLACED);
    }

    @Test
    void aThousandOwnersThatSendWithoutPauseLeaveARequestEach() throws Exception {
        for (int sequence = 1; sequence <= 50; sequence++) {
            for (int owner = 0; owner < 1_000; owner++) {
                inbox.put(request(owner, sequence), START + sequence);
            }
        }

        List<String> left = takeAll();
        assertThat(left).hasSize(1_000).allMatch(taken -> taken.startsWith("request 50 of "));
        assertThat(left)
                .isSortedAccordingTo(Comparator.comparingInt(
                        taken -> Integer.parseInt(taken.substring("request 50 of ".length()))));
    }
}
