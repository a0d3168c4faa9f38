namespace JusInfer.Portal.Tests.Admission.Leases.Simulation;

/// <summary>A fault that is put into the protocol, to show that the simulation finds it.</summary>
public enum Mutant
{
    None,

    /// <summary>The store executes repeated and late requests.</summary>
    SequenceIgnored,

    /// <summary>The store gives away what other nodes have leased.</summary>
    OthersForgotten,

    /// <summary>The store gives away what dead nodes have leased.</summary>
    DeadForgotten,

    /// <summary>The store changes some allowances of a request although another one lacks room.</summary>
    SomeScopes,

    /// <summary>A recall takes a slice from its node instead of asking for it.</summary>
    ForcedRecall,

    /// <summary>A settlement counts as spent, but stays leased.</summary>
    SettledStaysLeased,

    /// <summary>A record that is stored again is settled again.</summary>
    SettledTwice,

    /// <summary>A node uses the reply to an earlier request.</summary>
    StaleReply,

    /// <summary>A node returns more than it stops using.</summary>
    ReturnedInUse,

    /// <summary>What a call holds is released before its cost is counted.</summary>
    ReleasedBeforeCounted,

    /// <summary>The leases of a dead node end before its journal is settled.</summary>
    ClosedBeforeSettled,

    /// <summary>The leases of a dead node never end.</summary>
    NeverClosed,

    /// <summary>A node that starts again continues the leases of the one before.</summary>
    SameNodeAgain,

    /// <summary>A call is sent to the provider before its intent is in the journal.</summary>
    IntentAfterCall,

    /// <summary>Recovery stores records with new ids.</summary>
    RecoveredWithNewIds,

    /// <summary>Who takes over a node charges the estimated cost of its calls.</summary>
    TakenOverCharged,

    /// <summary>A node that was taken over can still begin calls and lease.</summary>
    TakenOverNotEnded,

    /// <summary>The leases of a node that was taken over end before its calls are recorded.</summary>
    TakenOverBeforeRecorded,

    /// <summary>An answer is sent before the database has a copy of the intent.</summary>
    ServedBeforeCopied,

    /// <summary>The store decides by the highest limit that ever applied.</summary>
    LoweredLimitIgnored,

    /// <summary>A call that costs more than it holds is charged what its node has leased, although its limits have room.</summary>
    ChargedWithinLease,

    /// <summary>A call is stored with all that it costs, before the store has granted what its node had not leased.</summary>
    OverdraftNotConfirmed,

    /// <summary>Recovery does not charge what a killed process could not ask for.</summary>
    FormerOverdraftForgotten,

    /// <summary>Recovery charges it without asking.</summary>
    FormerOverdraftNotConfirmed,
}
