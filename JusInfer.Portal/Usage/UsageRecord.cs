namespace JusInfer.Portal.Usage;

/// <summary>
/// The usage and the cost of one call. It is written once and identified by its id. <see cref="UsageColumns"/> defines how it is stored.
/// </summary>
internal sealed record UsageRecord
{
    public required RequestId Id { get; init; }

    /// <summary>When the call started.</summary>
    public required DateTimeOffset At { get; init; }

    public required TeamId TeamId { get; init; }

    public required KeyId KeyId { get; init; }

    public required MemberId MemberId { get; init; }

    /// <summary>The end user that the client named, if any.</summary>
    public string? User { get; init; }

    /// <summary>The agent run that the client named, if any.</summary>
    public string? RunId { get; init; }

    public required string ModelRequested { get; init; }

    /// <summary>The catalog id of the model that answered; null if none did.</summary>
    public string? ModelServed { get; init; }

    /// <summary>The id of the provider that answered; null if none did.</summary>
    public string? Provider { get; init; }

    /// <summary>Why the router chose the model.</summary>
    public required string Route { get; init; }

    /// <summary>
    /// How the call ended, as an HTTP status: the status that the client received, 499 if the client disconnected first, or 502 if a stream
    /// that started with 200 was interrupted.
    /// </summary>
    public required int Status { get; init; }

    public string? ErrorCode { get; init; }

    public TokenBuckets Tokens { get; init; }

    public NanoUsd Cost { get; init; }

    /// <summary>
    /// The cost on the catalog's baseline model: of the same tokens or, for a call of a session with automatic routing, with the cache that the session
    /// would have there.
    /// </summary>
    public NanoUsd BaselineCost { get; init; }

    public required UsageSource Source { get; init; }

    /// <summary>Milliseconds to the first token; null if there was no content.</summary>
    public int? TtftMs { get; init; }

    public required int DurationMs { get; init; }

    /// <summary>The number of requests to providers.</summary>
    public required int Attempts { get; init; }

    /// <summary>The attempts in the format of <see cref="Usage.AttemptLog"/>; null if the first one succeeded.</summary>
    public string? AttemptLog { get; init; }

    /// <summary>The stream was interrupted and resumed on another endpoint.</summary>
    public bool Resumed { get; init; }

    public bool Streamed { get; init; }

    /// <summary>The simulator answered, not a model.</summary>
    public bool Simulated { get; init; }

    /// <summary>The effective date of the prices; null for a free call or one without an answer.</summary>
    public DateOnly? PricesFrom { get; init; }

    /// <summary>The prices were those of a tier, for prompts of more tokens than this; null for those of a prompt of any length.</summary>
    public int? ContextTier { get; init; }

    /// <summary>The version of the catalog file, with which the cost can be computed again.</summary>
    public required string CatalogVersion { get; init; }

    /// <summary>
    /// The provider's name of the model that answered; null if it reported none. If it is another model of the catalog than
    /// <see cref="ModelServed"/>, its prices apply.
    /// </summary>
    public string? ModelReported { get; init; }

    /// <summary>
    /// The service tier at which the call is billed: the one that the provider reported, else the requested one; or another value of the
    /// request that changes the price. Null if it has the standard price and none with another one was asked for.
    /// </summary>
    public string? ServiceTier { get; init; }

    /// <summary>The part of <see cref="Cost"/> for calls of tools that the provider ran.</summary>
    public NanoUsd ToolCost { get; init; }

    /// <summary>The root of the run tree that <see cref="RunId"/> belongs to; null if the call names no run.</summary>
    public string? RootRunId { get; init; }

    /// <summary>The run that started this one, as the client named it; null if it named none.</summary>
    public string? ParentRunId { get; init; }

    /// <summary>The most that the call held of its limits; zero if no limit applied.</summary>
    public NanoUsd Held { get; init; }

    /// <summary>The limits that it held it of, in the format of <see cref="Usage.HeldLimits"/>; null if no limit applied.</summary>
    public string? HeldLimits { get; init; }

    /// <summary>What the call cost beyond <see cref="Cost"/>, because no limit had room for it. The operator bears it.</summary>
    public NanoUsd Unbilled { get; init; }

    /// <summary>The total of the provider that the tokens do not add up to, in the format of <see cref="Usage.UsageMismatch"/>; null if they add up.</summary>
    public string? UsageMismatch { get; init; }

    /// <summary>What the router knew, what the call did to its session's caches, and the tools that its answer calls, in the format of <see cref="Usage.RouteDetails"/>; null if there is nothing.</summary>
    public string? RouteDetails { get; init; }

    /// <summary>The repository that the call worked on, as the client named it; null if it named none.</summary>
    public string? Repository { get; init; }

    /// <summary>What the client calls this kind of work; null if it named none.</summary>
    public string? Label { get; init; }

    /// <summary>What was changed in the request, as the number of <see cref="Adjustments"/>; null if nothing was.</summary>
    public int? Adjusted { get; init; }

    /// <summary>
    /// The error code that a provider gave for the last attempt that failed, for example <c>insufficient_quota</c>; null if it gave none.
    /// </summary>
    public string? ProviderErrorCode { get; init; }

    /// <summary>
    /// What a provider said about the last attempt that failed or was interrupted, or what happened to it: at most 300 characters, without
    /// keys and without
    /// words of the request. Null if no attempt failed.
    /// </summary>
    public string? ProviderError { get; init; }

    /// <summary>Why the model ended its answer, for example <c>tool_calls</c>; null if it did not.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The product of the client's <c>User-Agent</c>, for example <c>claude-cli/2.1.0</c>; null if it sent none.</summary>
    public string? Client { get; init; }

    /// <summary>The name of the client's dialect, for example <c>anthropic-messages</c>.</summary>
    public string? ClientDialect { get; init; }

    /// <summary>The size of the request's body.</summary>
    public int? RequestBytes { get; init; }

    /// <summary>The size of the answer as it was sent to the client; null if there is none.</summary>
    public int? ResponseBytes { get; init; }

    /// <summary>
    /// The place of the call in the order in which the team's calls were stored: the id of the batch with which it was settled, or its own
    /// id if a migration gave it a place. Not every one is an entry of the ledger, see <see cref="SettlementEntryId"/>. Null until the
    /// record is stored.
    /// </summary>
    public LedgerEntryId? SettlementId { get; init; }

    /// <summary>
    /// The entry of the ledger that has the call's cost. Null for a call that was not settled: a simulated one, and one of before the
    /// ledger, whose settlement is its own id.
    /// </summary>
    public LedgerEntryId? SettlementEntryId => Simulated || SettlementId?.Value == Id.Value ? null : SettlementId;

    public bool IsError => Status >= 400;
}
