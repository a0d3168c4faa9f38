using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Tests.Admission.Leases.Simulation;

/// <summary>A call that a node serves, and what the simulation itself knows of it.</summary>
internal sealed class SimCall
{
    public required RequestId Id { get; init; }

    public required KeyId Key { get; init; }

    public required string? User { get; init; }

    public required HoldRequest Request { get; init; }

    /// <summary>The output tokens of the answer, if nothing ends it before.</summary>
    public required long Tokens { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>The cost, as a part of the price of its tokens.</summary>
    public required double Price { get; init; }

    /// <summary>The process that serves the call.</summary>
    public LeaseNode Node { get; set; } = null!;

    public MoneyHold? Hold { get; set; }

    /// <summary>The provider has been asked.</summary>
    public bool IsSent { get; set; }

    /// <summary>The client has begun to receive the answer.</summary>
    public bool IsServed { get; set; }

    /// <summary>What the node has charged; null before the call has ended.</summary>
    public NanoUsd? Charged { get; set; }

    /// <summary>What its node has to ask the store about, or whoever recovers its journal.</summary>
    public NanoUsd Overdraft { get; set; }

    /// <summary>What the call must be settled with; null while it is not known, or if the call was never sent to a provider.</summary>
    public NanoUsd? Owed { get; set; }

    /// <summary>Its process was killed, and recovery may charge so much, until the leases of the process end.</summary>
    public NanoUsd MayOwe { get; set; }

    /// <summary>What the call uses of its limits now.</summary>
    public NanoUsd Used => Owed ?? Hold?.Held ?? MayOwe;

    /// <summary>The limits that applied when the call began, in the order of <see cref="AccountsOf"/>.</summary>
    public NanoUsd[] Limits { get; set; } = [];

    /// <summary>It holds nothing more from here on.</summary>
    public bool HasEnded { get; set; }

    private SimDatabase.Account[]? accounts;

    /// <summary>What the call counts against.</summary>
    public SimDatabase.Account[] AccountsOf(SimDatabase database) =>
        accounts ??= [.. database.Accounts.Values.Where(account => account.Covers(RecordOf(NanoUsd.Zero)))];

    public UsageRecord RecordOf(NanoUsd cost) => new()
    {
        Id = Id,
        At = Sim.Start,
        TeamId = Sim.Team,
        KeyId = Key,
        MemberId = Sim.Member,
        User = User,
        ModelRequested = "a/model",
        ModelServed = "a/model",
        Provider = "a",
        Route = "named",
        Status = 200,
        Cost = cost,
        Source = UsageSource.Provider,
        DurationMs = 0,
        Attempts = 1,
        CatalogVersion = "1",
    };

    /// <summary>The estimated tokens are the cost of the prompt, which recovery charges.</summary>
    public CallIntent Intent => new()
    {
        Id = Id,
        At = Sim.Start,
        TeamId = Sim.Team,
        KeyId = Key,
        MemberId = Sim.Member,
        User = User,
        ModelRequested = "a/model",
        ModelPlanned = "a/model",
        Provider = "a",
        Route = "named",
        EstimatedInputTokens = Request.PromptCost.Value,
        CatalogVersion = "1",
    };
}
