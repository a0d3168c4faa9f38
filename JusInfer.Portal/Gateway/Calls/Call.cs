using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.FaultInjection;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// A running call: its immutable context, the current attempt, and the state that spans attempts. It lives until its usage record is closed
/// and is used by one thread at a time.
/// </summary>
internal sealed class Call(CallContext context) : IReasoningScope
{
    private Attempt? attempt;

    /// <summary>An attempt whose usage is billed although nothing of it is delivered.</summary>
    private Attempt? undelivered;

    private string? conversation;
    private Transcript? transcript;
    private Attempt? serving;
    private List<RouteTarget>? emptyInterruptions;

    public CallContext Context => context;

    /// <summary>The current or the last attempt; before the first one, the plan's first target.</summary>
    public Attempt Attempt
    {
        get => attempt ??= new Attempt(context.Plan.Targets[0], new Meter(), startedAt: 0);
        private set => attempt = value;
    }

    /// <summary>The current or the last attempt; null if none was made.</summary>
    public Attempt? LastAttempt => Attempts > 0 ? attempt : null;

    /// <summary>The number of attempts so far.</summary>
    public int Attempts { get; private set; }

    /// <summary>The target of the current attempt.</summary>
    public RouteTarget Target => attempt?.Target ?? context.Plan.Targets[0];

    /// <summary>The most output tokens that the limits of money leave; null if they leave what the request allows.</summary>
    public int? HeldOutputTokens => context.Hold.Money.MaxOutputTokens is { } limit ? (int)Math.Min(limit, int.MaxValue) : null;

    /// <summary>The limit of output tokens: the client's, or a lower one of its limits of money. Null if there is none.</summary>
    public int? MaxOutputTokens => HeldOutputTokens is { } held && !(context.Request.Features.MaxOutputTokens < held)
        ? held
        : context.Request.Features.MaxOutputTokens;

    /// <summary>The limit of output tokens of the current attempt's model, if the client asks for more; otherwise null.</summary>
    public int? LoweredOutputTokens =>
        context.Request.Features.MaxOutputTokens > Target.Model.MaxOutputTokens ? Target.Model.MaxOutputTokens : null;

    /// <summary>The meter of the current attempt.</summary>
    public Meter Meter => Attempt.Meter;

    /// <summary>The current attempt asks for a stream.</summary>
    public bool IsStreamedUpstream => context.Request.Stream || Attempt.IsAssembled;

    /// <summary>The model of the current attempt may reason before it answers.</summary>
    public bool MayReason =>
        !context.Request.ForbidsReasoning && !Attempt.OmitsReasoning
        && context.Request.AsksToReason(Target.Model, Target.Endpoint);

    /// <summary>The failed attempts.</summary>
    public AttemptHistory History { get; } = new();

    /// <summary>The clock's timestamp when the first attempt started; the total timeout counts from it.</summary>
    public long FirstAttemptAt { get; set; }

    /// <summary>
    /// Clock ticks between the first attempt and the beginning of the answer. The rest of the time was spent in the gateway.
    /// </summary>
    public long UpstreamTicks { get; set; }

    /// <summary>
    /// Records the call when its answer is complete, before the client receives the last of it: an answer that a client has received is
    /// billed exactly, even if the process is killed in the next moment.
    /// </summary>
    public Action<Call>? OnComplete { get; init; }

    /// <summary>The tokens and the cost of the call's usage record; null until it is recorded.</summary>
    public (TokenBuckets Tokens, NanoUsd Cost)? Recorded { get; set; }

    /// <summary>Injects the faults that the request asks for; null if it asks for none.</summary>
    public FaultInjector? FaultInjector { get; init; }

    /// <summary>The review of the answer's tool calls; null if the client wants none, or the operator names no model for it.</summary>
    public ToolCallReview? Review { get; init; }

    /// <summary>When the call has ended, the tool calls at the end of its conversation are compared, to find a loop without progress.</summary>
    public bool InspectsTools { get; init; }

    /// <summary>The gateway has the tool calls judged. Anthropic does so itself, and calls of the simulator mean nothing.</summary>
    public bool NeedsReview => Review is not null && !IsSimulated && !Served.Endpoint.Provider.IsAnthropic;

    /// <summary>
    /// The current attempt was affected by an injected fault: circuit breaker, retry budget and alerts ignore its outcome.
    /// </summary>
    public bool HasInjectedFault => FaultInjector is { HasInjected: true };

    /// <summary>The request in dialect-neutral form; null until an attempt translates it.</summary>
    public Conversation? Conversation { get; set; }

    /// <summary>The provider for which <see cref="Conversation"/> was read.</summary>
    public Provider? ConversationProvider { get; set; }

    /// <summary>What the request policy of <see cref="Serving"/> does with the request; null before there is a request.</summary>
    public PolicyDecision? Policy => Serving.Policy;

    /// <summary>What the client has received of a stream.</summary>
    public Transcript Transcript => transcript ??= new Transcript(isKept: context.Controls.MayResume);

    /// <summary>The interrupted answer that further attempts continue; null while the first answer runs.</summary>
    public InterruptedResponse? Interrupted { get; private set; }

    /// <summary>
    /// The attempt whose model, prices and service tier apply to the whole answer: the one that began it. Until there is an answer, the
    /// current attempt.
    /// </summary>
    public Attempt Serving => Interrupted is null ? Attempt : serving!;

    /// <summary>The target of <see cref="Serving"/>.</summary>
    public RouteTarget Served => Interrupted is null ? Target : Serving.Target;

    /// <summary>The answer of a cheaper model that this one replaces; null if there is none.</summary>
    public EscalatedResponse? Escalation { get; private set; }

    /// <summary>The call has asked for a continuation: any further one is taken from the retry budget.</summary>
    public bool HasAskedForContinuation { get; set; }

    /// <summary>The targets that interrupted the answer without having added to it.</summary>
    public IReadOnlyList<RouteTarget> EmptyInterruptions => emptyInterruptions ?? (IReadOnlyList<RouteTarget>)[];

    /// <summary>An interrupted answer was continued by another attempt.</summary>
    public bool Resumed { get; set; }

    /// <summary>The upstream's answer; null before there is one and if the call failed.</summary>
    public ResponseStream? Answer { get; set; }

    /// <summary>The error that the client receives instead of an answer, or at the end of an interrupted one.</summary>
    public GatewayError? Error { get; set; }

    /// <summary>The unexpected exception that ended the call, for the log.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>The answer was withheld, because the call could not be recorded. It is not charged.</summary>
    public bool IsUnrecorded { get; private set; }

    /// <summary>The tokens used so far, and the source of their counts.</summary>
    public BilledUsage Usage => UsageOf(Meter);

    /// <summary>The tokens that a meter has counted of an answer of the current target.</summary>
    public BilledUsage UsageOf(Meter meter) => meter.Total(
        context.Request.Features.InputTokens, meter.Reported is { Unnamed: > 0 } ? UnnamedTokens : UnnamedTokens.Unknown,
        TokenBounds.MostOf(this));

    private UnnamedTokens UnnamedTokens =>
        EndpointRules.From(Target.Endpoint.Provider).HidesReasoning ? UnnamedTokens.Reasoning
        : MayReason ? UnnamedTokens.PerhapsReasoning
        : UnnamedTokens.Unknown;

    /// <summary>
    /// The session that the client names, otherwise its key, with the first message of the user: one session can have several
    /// conversations, as those of subagents.
    /// </summary>
    string IReasoningScope.Conversation
    {
        get
        {
            if (conversation is not null) return conversation;
            var first = FirstUserMessage.HashIn(context.Body.Span, context.Request.RecalledItems.Span);
            return conversation = $"{context.Attribution.RunId ?? context.Holder.Key.Id.ToString()} {first:x16}";
        }
    }

    /// <summary>The embedded simulator answers instead of a model.</summary>
    public bool IsSimulated => Target.Endpoint.Provider.Dialect == Dialect.Simulator;

    /// <summary>Starts the next attempt.</summary>
    /// <param name="target">The target of the attempt.</param>
    /// <param name="now">The clock's timestamp.</param>
    public void Begin(RouteTarget target, long now)
    {
        if (Interrupted is null) Review?.Clear();
        Attempt = new Attempt(target, Interrupted is null ? new Meter() : Meter, now) { Correction = Interrupted is null ? null : Attempt.Correction };
        Attempts++;
    }

    /// <summary>Starts another attempt at the same target, without the signatures of reasoning that it has rejected.</summary>
    /// <param name="now">The clock's timestamp.</param>
    public void RepeatWithoutSignatures(long now)
    {
        Attempt.Signatures?.RecordRejection();
        Repeat(new Attempt(Target, Interrupted is null ? new Meter() : Meter, now)
        {
            OmitsSignatures = true,
            OmitsReasoning = Attempt.OmitsReasoning,
            Correction = Attempt.Correction,
            IsReplaceable = Attempt.IsReplaceable,
        });
    }

    /// <summary>
    /// Starts another attempt at the same target, in which the model does not reason, because it wants earlier reasoning back that is lost.
    /// </summary>
    /// <param name="now">The clock's timestamp.</param>
    public void RepeatWithoutReasoning(long now)
    {
        Repeat(new Attempt(Target, Interrupted is null ? new Meter() : Meter, now)
        {
            OmitsSignatures = Attempt.OmitsSignatures,
            OmitsReasoning = true,
            Correction = Attempt.Correction,
            IsReplaceable = Attempt.IsReplaceable,
        });
    }

    /// <summary>Starts another attempt at the same target, which asks the model to correct its invalid answer. Both answers are billed.</summary>
    /// <param name="now">The clock's timestamp.</param>
    public void BeginCorrection(long now)
    {
        var (billed, tier) = (Usage, BilledTier.Of(this));
        DropAnswer();
        Review?.Clear();
        Attempt = new Attempt(Target, new Meter { BilledBefore = billed, TierBefore = tier }, now)
        {
            OmitsSignatures = Attempt.OmitsSignatures,
            OmitsReasoning = Attempt.OmitsReasoning,
            Correction = Attempt.Json!.Invalid,
        };
        Attempts++;
    }

    /// <summary>The current attempt was to correct an invalid answer and did not. If no other attempt succeeds, what was read is billed.</summary>
    public void KeepInvalidAnswer() => undelivered = attempt;

    /// <summary>
    /// Ends the call without an answer. Nothing was delivered, so nothing is billed, except what the client can cause at will at the
    /// provider's price: complete answers that are not the required JSON, by a schema that no answer satisfies, and what was sent and read
    /// before the client left.
    /// </summary>
    /// <param name="isAbandoned">The client left during the current attempt.</param>
    public void EndUnanswered(bool isAbandoned = false)
    {
        if (isAbandoned && Attempt.Request is { IsSent: true }) Meter.CountPrompt();
        if (undelivered is not null) attempt = undelivered;
        else if (isAbandoned && !Usage.Tokens.IsEmpty) undelivered = attempt;
        else Attempt.DiscardUsage();
    }

    /// <summary>The answer of the current attempt is of no use to the client, and another model repeats it. Both are billed.</summary>
    public void BeginEscalation()
    {
        Escalation = new EscalatedResponse(Target, Attempt.ResponseFault!.Value, Usage, CallCost.OfTokens(this));
        Review?.Clear();
    }

    /// <summary>Begins to repeat an answer whose text the client has received. The repetition continues that text.</summary>
    /// <param name="target">The target that repeats it.</param>
    /// <param name="text">The text that the client has received.</param>
    /// <param name="now">The clock's timestamp.</param>
    public void BeginRepetition(RouteTarget target, InterruptedResponse text, long now)
    {
        Attempt = serving = new Attempt(target, Meter.Next(), now);
        Interrupted = text;
        Attempts++;
    }

    /// <summary>No model could repeat the answer: it counts as it is.</summary>
    /// <param name="first">The attempt that gave it.</param>
    public void EndEscalation(Attempt first)
    {
        (Attempt, Escalation, Interrupted) = (first, null, null);
        first.ResponseFault = null;
    }

    /// <summary>The current attempt has interrupted the answer, and further ones are to continue it.</summary>
    /// <param name="text">What the client has received.</param>
    public void Interrupt(InterruptedResponse text)
    {
        if (Interrupted is null) serving = Attempt;
        Interrupted = text;
    }

    /// <summary>The current target has interrupted the answer without having added to it.</summary>
    public void RecordEmptyInterruption() => (emptyInterruptions ??= []).Add(Target);

    /// <summary>Takes back the current attempt: its target cannot express the request, and no request was sent.</summary>
    /// <param name="previous">The attempt before the call came to this target; null if there is none.</param>
    public void Withdraw(Attempt? previous)
    {
        Attempts--;
        if (previous is not null) attempt = previous;
    }

    /// <summary>Drops an answer of which the client has received nothing, so that the next attempt begins a new one.</summary>
    public void DropAnswer()
    {
        (Interrupted, Resumed, Error) = (null, false, null);
        Transcript.Clear();
    }

    /// <summary>Ends the call with an internal error. An answer that has not begun is not billed.</summary>
    /// <param name="fault">The exception that caused it, if known.</param>
    public void Fail(Exception? fault)
    {
        Fault = fault;
        const string Message = "The answer could not be passed on. Send the request again.";
        Error = new GatewayError(StatusCodes.Status500InternalServerError, ErrorCodes.Internal, Message);
        if (Answer is null) EndUnanswered();
    }

    /// <summary>A model has answered: the client receives the answer, or it is billed although it was not delivered.</summary>
    public bool IsAnswered => Answer is not null || (undelivered is not null && attempt == undelivered);

    /// <summary>
    /// Ends the call because its intent could not be made durable, so that no one would account for it if the process died now. The client gets none of
    /// the answer and pays nothing for it.
    /// </summary>
    /// <param name="fault">The exception that caused it.</param>
    public void FailUnrecorded(IOException fault)
    {
        (Fault, IsUnrecorded) = (fault, true);
        const string Message = "The gateway could not record the call safely, so it has not sent the answer. Send the request again.";
        Error = new GatewayError(StatusCodes.Status503ServiceUnavailable, ErrorCodes.Overloaded, Message) { RetryAfter = TimeSpan.FromSeconds(2) };
    }

    /// <summary>Returns every buffer. Called once, when the usage record is closed.</summary>
    public void Release()
    {
        Answer?.Release();
        transcript?.Dispose();
        Conversation?.Dispose();
        context.Body.Dispose();
    }

    private void Repeat(Attempt next)
    {
        if (Interrupted is not null && serving == Attempt) serving = next;
        Attempt = next;
        Attempts++;
    }
}
