namespace JusInfer.Portal.Catalog.Reading;

/// <summary>The timeouts of one object; absent ones are inherited.</summary>
internal sealed record TimeoutFields(TimeSpan? FirstToken, TimeSpan? Idle, TimeSpan? Total)
{
    private const double MinSeconds = 0.001;
    private const double MaxSeconds = 24 * 60 * 60;

    public static TimeoutFields From(JsonFields fields) =>
        new(Seconds(fields, "firstTokenSeconds"), Seconds(fields, "idleSeconds"), Seconds(fields, "totalSeconds"));

    public AttemptTimeouts Over(AttemptTimeouts inherited) =>
        new(FirstToken ?? inherited.FirstToken, Idle ?? inherited.Idle, Total ?? inherited.Total);

    private static TimeSpan? Seconds(JsonFields fields, string name) =>
        fields.Number(name, MinSeconds, MaxSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
