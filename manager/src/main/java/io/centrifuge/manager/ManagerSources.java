package io.centrifuge.manager;

import io.centrifuge.core.manager.ManagerView;

import java.util.function.Supplier;

/** What a manager's figures are read from. Any thread may read. */
record ManagerSources(
        Supplier<ManagerView> views,
        Counters counters,
        OwnerService owners,
        LookupService watches,
        ConnectionLimit connections,
        TrafficByRole traffic) {}
