namespace JusInfer.Portal.Notifications.Webhooks;

/// <summary>The outcome of an attempt.</summary>
/// <param name="Status">The status of the response; null if there was none.</param>
/// <param name="Body">The beginning of the response's body; null if there was none.</param>
/// <param name="Error">Why it failed, as a sentence; null if it succeeded.</param>
/// <param name="Duration">How long it took; zero if nothing was sent.</param>
internal sealed record DeliveryOutcome(int? Status, string? Body, string? Error, TimeSpan Duration)
{
    public bool IsDelivered => Error is null;

    /// <summary>The receiver says that it does not want to be called any more (410 Gone).</summary>
    public bool IsGone => Status == StatusCodes.Status410Gone;

    /// <summary>Nothing was sent.</summary>
    public static DeliveryOutcome NotSent(string error) => new(null, null, error, TimeSpan.Zero);
}
