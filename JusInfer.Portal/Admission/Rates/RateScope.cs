namespace JusInfer.Portal.Admission.Rates;

/// <summary>The calls that share a rate.</summary>
internal enum RateScope
{
    /// <summary>Those of one key.</summary>
    Key,

    /// <summary>Those of all keys of a member.</summary>
    Member,

    /// <summary>Those of all keys of a team.</summary>
    Team,
}
