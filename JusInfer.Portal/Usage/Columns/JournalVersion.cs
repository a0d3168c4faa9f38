namespace JusInfer.Portal.Usage.Columns;

/// <summary>The versions of journal entries.</summary>
internal static class JournalVersion
{
    /// <summary>The first version. It is above 2 because older entries have no version and start with their kind, 1 or 2.</summary>
    public const byte First = 3;

    /// <summary>Adds the reported model, the service tier and the cost of hosted tools.</summary>
    public const byte ReportedModel = 4;

    /// <summary>Adds the run, the hold and the settlement.</summary>
    public const byte Holds = 5;

    /// <summary>Adds the tier of the price, a difference from the provider's totals, and audio tokens.</summary>
    public const byte CompletePrices = 6;

    /// <summary>Adds what the router knew.</summary>
    public const byte RouteDetails = 7;

    /// <summary>Adds the repository and the label.</summary>
    public const byte Labels = 8;

    /// <summary>Adds what was changed in the request.</summary>
    public const byte Adjustments = 9;

    /// <summary>Adds a provider's error, the finish reason, the client, its dialect and sizes.</summary>
    public const byte CallDetails = 10;

    /// <summary>
    /// The first version whose files have a footer (<see cref="Journal.SegmentLayout"/>), apart from those of some builds of
    /// 26 November 2026.
    /// </summary>
    public const byte Footers = CallDetails;
}
