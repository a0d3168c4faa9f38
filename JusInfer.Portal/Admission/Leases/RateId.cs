namespace JusInfer.Portal.Admission.Leases;

/// <summary>What a rate counts.</summary>
internal enum RateUnit
{
    /// <summary>Requests per minute.</summary>
    Requests,

    /// <summary>Tokens per minute.</summary>
    Tokens,

    /// <summary>Calls that run at the same time.</summary>
    ConcurrentCalls,
}

/// <summary>Identifies a rate of a team that all nodes share.</summary>
/// <param name="Subject">Whose calls count: those of the team, a member, or a key.</param>
/// <param name="Unit">What is counted.</param>
internal readonly record struct RateId(AllowanceSubject Subject, RateUnit Unit);
