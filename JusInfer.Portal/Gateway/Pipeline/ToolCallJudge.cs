using System.Buffers;
using JusInfer.Portal.Admission;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Gateway.Pipeline;

/// <summary>
/// Has tool calls judged by the model that the operator names in <c>Gateway:Safeguards:Model</c>, in a call of its own: with the key of the
/// judged call, in its budgets, and with a usage record whose route names it.
/// </summary>
internal sealed partial class ToolCallJudge(
    GatewayOptions options, CatalogSource source, Router router, ClientDialects dialects, AdmissionController admission, BytesInFlight bytes,
    AttemptLoop attempts, UsageLedger ledger, CallSettlement settlement, OpenCalls openCalls, TimeProvider time, ILogger<ToolCallJudge> logger)
    : IToolCallJudge
{
    private const string Path = "/v1/chat/completions";

    private const int MaxAnswerBytes = 64 * 1024;

    /// <summary>The client waits for the verdict before it runs anything.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Also while no provider of the model has a credential: the tool calls are then not judged, and the client does not run them.</summary>
    public bool IsEnabled => options.SafeguardModel is not null;

    /// <summary>What is wrong with the setting; null if nothing is.</summary>
    /// <param name="name">The value of the setting.</param>
    /// <param name="catalog">The catalog.</param>
    public static string? FindFault(string? name, CatalogSnapshot catalog) =>
        name is null || (Find(name, catalog) is { } found && found.Endpoints.Any(static endpoint => endpoint.Provider.Enabled))
            ? null
            : $"Gateway:Safeguards:Model is \"{name}\"; write the id of a chat model of the catalog that has an enabled provider, or leave it out.";

    public async Task JudgeAsync(Call call, IReadOnlyList<ReviewedToolCall> toolCalls)
    {
        try
        {
            var catalog = source.Current;
            if (Find(options.SafeguardModel, catalog) is not { UsableEndpoints.IsEmpty: false } model || JudgePrompt.Write(model, toolCalls) is not { } prompt
                || await AskAsync(call, catalog, model, prompt) is not { } answer
                || JudgePrompt.Read(answer, toolCalls.Count) is not { } verdicts) return;
            for (var i = 0; i < verdicts.Length; i++) toolCalls[i].Verdict = verdicts[i];
        }
        catch (Exception fault)
        {
            // The tool calls stay without a verdict, so that the client does not run them.
            LogJudgeFailed(logger, call.Context.Id, fault);
        }
    }

    private static Model? Find(string? name, CatalogSnapshot catalog) =>
        name is not null && catalog.Resolve(name) is ModelResolution.Pinned { Model: var found } && !found.Has(Capabilities.Embeddings) ? found : null;

    /// <summary>The answer to a request, a chat completion; null if there is none.</summary>
    private async Task<byte[]?> AskAsync(Call judged, CatalogSnapshot catalog, Model model, byte[] prompt)
    {
        var context = judged.Context;
        var at = time.GetUtcNow();
        var id = RequestId.New(at);
        var dialect = dialects.At(Path);
        if (!ChatRequestReader.Read(prompt).TryGet(out var request, out _)) return null;
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        if (router.Plan(request.Features, model, new RoutingContext(catalog, day, Economy: false)) is not RouteDecision.Planned planned) return null;
        var plan = planned.Plan with { Reason = $"safeguards:{context.Id}" };

        var limits = await admission.GetLimitsAsync(
            context.Holder, context.Attribution.User, context.Attribution.RootRunId, context.Controls.RunBudget, at, context.RequestAborted);
        var worstCase = WorstCaseCost.Create(
            plan, request, prompt, day, admission.ExpectedOutput(context.Holder, plan.Targets[0].Model.Id)) with
        {
            // The judged call does not end before its verdict. What the judge costs beyond its estimate is part of that call's excess.
            IsDependent = true,
            Margin = NanoUsd.Zero,
        };
        var held = await admission.HoldAsync(context.Holder, context.Hold.Slot, limits, worstCase, default, context.RequestAborted);
        if (!held.TryGet(out var hold, out _)) return null;
        var body = new RequestBody(bytes.ShareOf(context.Holder.Key));
        if (body.Append(new ReadOnlySequence<byte>(prompt)) is not null || Open() is not { } ticket)
        {
            body.Dispose();
            hold.Settle(default, model: null);
            return null;
        }

        using var deadline = new CancellationTokenSource(Timeout, time);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        var call = new Call(new CallContext
        {
            Id = id,
            At = at,
            StartedAt = time.GetTimestamp(),
            Holder = context.Holder,
            Body = body,
            ClientDialect = dialect,
            Request = request,
            Headers = new HeaderDictionary(),
            Attribution = context.Attribution,
            Catalog = catalog,
            Hold = hold,
            Plan = plan,
            Ticket = ticket,
            RequestAborted = cancellation.Token,
            Shutdown = openCalls.Shutdown,
        });
        try
        {
            call.Answer = await attempts.RunAsync(call);
            return call.Answer is null ? null : await ReadAsync(call.Answer, cancellation.Token);
        }
        finally
        {
            settlement.Settle(call);
        }

        // A call that is not in the journal is not sent.
        JournalTicket? Open()
        {
            if (!openCalls.TryBegin()) return null;
            try
            {
                return ledger.Open(CallRecords.IntentOf(id, at, context.Holder, request, plan, context.Attribution, catalog));
            }
            catch (JournalUnavailableException fault)
            {
                openCalls.End();
                LogJudgeFailed(logger, context.Id, fault);
                return null;
            }
        }
    }

    private static async Task<byte[]?> ReadAsync(ResponseStream answer, CancellationToken cancellationToken)
    {
        using var content = new PooledBuffer(4096);
        while (content.Length <= MaxAnswerBytes && await answer.ReadAsync(content.GetMemory(4096), cancellationToken) is > 0 and var read) content.Advance(read);
        return content.Length <= MaxAnswerBytes ? content.Span.ToArray() : null;
    }

    [LoggerMessage(LogEvents.JudgeFailed, LogLevel.Error, "Call {Call}: its tool calls could not be judged.")]
    private static partial void LogJudgeFailed(ILogger logger, RequestId call, Exception fault);
}
