namespace JusInfer.Clients.Upstream;

/// <summary>
/// One of two providers of the same dialect during a <see cref="LongErrand"/>. It signs reasoning with a signature of its own, rejects that of
/// the other one, and has its part of the faults.
/// </summary>
/// <param name="Name">The provider's name, of the characters of a signature.</param>
/// <param name="Faults">The faults of both providers.</param>
internal sealed record ErrandProvider(string Name, ErrandFaults Faults)
{
    public const string Overloaded = "The provider is overloaded.";

    public const string TooLong = "prompt is too long: 186000 tokens > 180000 maximum";

    private const int MaxInputTokens = 180_000;

    private static readonly string[] Signatures = [MessagesWire.Signature, ResponsesWire.Encrypted];

    /// <summary>Replaces the signature of the script by that of this provider.</summary>
    public string Sign(string json) => Signatures.Aggregate(json, (text, signature) => text.Replace(signature, Own(signature), StringComparison.Ordinal));

    /// <summary>Replaces this provider's signature by that of the script, the only one that the rules of the dialect accept.</summary>
    public string AcceptSignatures(string body) => Signatures.Aggregate(body, (text, signature) => text.Replace(Own(signature), signature, StringComparison.Ordinal));

    /// <summary>Sets the size of the conversation, or rejects the request if it is too long or this provider is overloaded at its step.</summary>
    /// <param name="received">The request as it was received.</param>
    /// <param name="request">The request with the results of a summary.</param>
    public ModelRequest Serve(ModelRequest received, ModelRequest request)
    {
        if (LongErrand.Find(request) is not { } errand) return request;
        var inputTokens = errand.InputTokens(received);
        if (LongErrand.IsSummary(request)) Faults.CountCompaction();
        else if (inputTokens > MaxInputTokens) throw new RejectedRequestException(TooLong);
        if (Faults.IsOverloaded(errand.NextStep(request), Name)) throw new RejectedRequestException(503, Overloaded);
        return request with { InputTokens = inputTokens };
    }

    public bool Interrupts(ModelRequest request) => LongErrand.Find(request) is { } errand && !ContinuationRequest.IsIn(request) && Faults.Interrupts(errand.NextStep(request));

    private string Own(string signature) => $"{Name}{signature}";
}
