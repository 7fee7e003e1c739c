package io.centrifuge.core.reference;

import io.centrifuge.ServiceName;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.ManagerMessage.Leases;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.OwnerRef;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An owner's end of one stream to one manager: shortens what its machine says, and resolves what
 * the manager says, so that each machine hears the other's very words (docs/protocol.md, "By
 * reference"). One thread.
 *
 * <p>Invariant: what {@link #receive} resolves is what the manager's machine said.
 */
public final class OwnerEnd {
    private final ServiceName service;
    private final OwnerRef self;

    /** Heard in the session, from the first one on that an unanswered request refers to. */
    private final Lists lists = new Lists();

    /** Which list each request said was handled, from the one on that was answered last. */
    private final SortedMap<Long, Long> said = new TreeMap<>();

    private @Nullable OwnerRequest newest;

    public OwnerEnd(ServiceName service, OwnerRef self) {
        this.service = service;
        this.self = self;
    }

    /** How the request travels. */
    public OwnerFrame send(OwnerRequest request) {
        if (lists.term() != request.term()) {
            lists.enter(request.term());
            said.clear();
        }
        boolean unchanged = isUnchanged(request);
        newest = request;
        said.put(request.sequence(), request.handled());
        if (said.size() > Lists.MOST) {
            said.remove(said.firstKey());
        }
        return unchanged
                ? new Unchanged(
                        service,
                        self,
                        request.term(),
                        request.sequence(),
                        request.seen(),
                        request.handled())
                : new OwnerFrame.Whole(request);
    }

    /** Whether it says what the list said that it has handled, and nothing else. */
    private boolean isUnchanged(OwnerRequest request) {
        return newest != null
                && !request.retiring()
                && newest.address().equals(request.address())
                && !request.leaving()
                && request.transferred().isEmpty()
                && lists.find(request.term(), request.handled())
                        .filter(list -> list.leases().map(Lease::number).equals(request.held()))
                        .isPresent();
    }

    /** What a frame of the manager says. */
    public Received<ManagerMessage, OwnerFrame> receive(ManagerFrame frame) {
        boolean mine = frame.service().equals(service) && frame.owner().equals(self);
        return switch (frame) {
            case ManagerFrame.Whole(ManagerMessage message) -> {
                if (mine && message instanceof Leases list) {
                    note(list);
                }
                yield Received.message(message);
            }
            case Unchanged unchanged -> mine ? resolve(unchanged) : Received.nothing();
            case Unresolved wanted -> mine ? repeat(wanted) : Received.nothing();
        };
    }

    private Received<ManagerMessage, OwnerFrame> resolve(Unchanged list) {
        Optional<Leases> same = Optional.ofNullable(said.get(list.handled()))
                .flatMap(handled -> lists.find(list.term(), handled));
        if (same.isPresent()) {
            Leases whole = new Leases(
                    service,
                    self,
                    list.term(),
                    list.sequence(),
                    list.seen(),
                    list.handled(),
                    same.get().timing(),
                    same.get().leases(),
                    List.of());
            note(whole);
            return Received.message(whole);
        }
        boolean wanted = list.term() == lists.term() && list.sequence() > lists.newest();
        return wanted && newest != null
                ? Received.answer(new Unresolved(
                        service, self, list.term(), newest.sequence(), list.sequence()))
                : Received.nothing();
    }

    /** A number that isn't above the newest heard is ignored by the machine, too. */
    private void note(Leases list) {
        if (list.term() == lists.term() && list.sequence() > lists.newest()) {
            lists.put(list);
            said.headMap(list.handled()).clear();
            said.values().stream().findFirst().ifPresent(lists::forgetBefore);
        }
    }

    private Received<ManagerMessage, OwnerFrame> repeat(Unresolved wanted) {
        return newest != null && newest.sequence() == wanted.seen()
                ? Received.answer(new OwnerFrame.Whole(newest))
                : Received.nothing();
    }
}
