using System.Globalization;
using JusInfer.Portal.Admission;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Authentication;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.FaultInjection;
using JusInfer.Portal.Gateway.Pipeline.Sessions;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Routing.Steps;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Feedback;
using JusInfer.Portal.Usage.Rejections;
using Microsoft.AspNetCore.Http.Features;

namespace JusInfer.Portal.Gateway.Pipeline;

/// <summary>
/// The stages of a call, from the authenticated request to the settled usage record. Each stage returns a value for the next ones, or the
/// error that rejects the call. A rejected call is sent to no provider and costs nothing.
/// </summary>
/// <remarks>
/// 1. Open: counts the call; rejects it if the process stops.
/// 2. Authenticate: <see cref="ApiKeyMiddleware"/>, before every endpoint of the data plane.
/// 3. Request rate and concurrency: checked before the body is read, as is whether the key or the team is paused. A call that a later stage
/// rejects counts against the rate.
/// 4. Body: read once into a pooled array, from which every attempt is sent.
/// 5. Features: reads the control headers and, in the client's dialect, the parts of the body that the gateway needs. Rejects the call if its
/// run is paused. Reads the outline of the prompt, and finds the session that it continues. Puts reordered tools in the order of the session.
/// 6. Plan: selects the targets, in order.
/// 7. Hold: holds the plan's worst-case cost of every limit of money, or a part that is extended ahead of a stream, and takes the tokens from
/// the token rates. Then runaway protection counts the call, and can pause its run.
/// 8. Journal: writes the intent, so that the call is recorded even if the process is killed.
/// 9. Run attempts: the forwarder sends one request to <c>Forwarding/CallInvoker</c>, for which <c>Upstreams/AttemptLoop</c> makes the
/// attempts.
/// 10. Stream: the forwarder copies the answer, for example <c>Streaming/StreamingResponse</c>, to the client.
/// 11. Settle: <see cref="CallSettlement"/> computes the cost, settles the hold and closes the usage record, however the call ended.
/// </remarks>
internal sealed class CallPipeline(
    RequestDelegate run, OpenCalls openCalls, AdmissionController admission, RequestBodyReader bodies, ParsingLimiter parsing, ClientDialects dialects,
    CallPlanner planner, CatalogSource source, UsageLedger ledger, CallSettlement settlement, ToolCallJudge judge, ReasoningCache reasoning,
    RunHierarchy runs, PromptSessionTracker sessions,
    RunawayProtection runaway, TeamMeasurements results, RejectionLog rejections, CutSignals cuts, StepClassifier head, TimeProvider time)
{
    /// <summary>One delegate for all calls.</summary>
    private readonly Action<Call> recordCompletion = settlement.RecordCompletion;

    public async Task InvokeAsync(HttpContext http)
    {
        if (!openCalls.TryBegin())
        {
            await ErrorResponse.WriteAsync(http, GatewayError.Draining);
            return;
        }

        Call? call = null;
        try
        {
            var prepared = await PrepareAsync(http);
            if (!prepared.TryGet(out call, out var error))
            {
                rejections.Add(CallRejection.From(http, error, time.GetUtcNow()));
                await ErrorResponse.WriteAsync(http, error);
                return;
            }

            http.Features.Set(call);
            using var disconnectRegistration = http.RequestAborted.UnsafeRegister(
                static state => ((Call)state!).Context.Hold.Slot.Disconnect(), call);
            await run(http);
        }
        finally
        {
            if (call is null) openCalls.End();
            else await EndAsync(call);
        }
    }

    private async ValueTask EndAsync(Call call)
    {
        var pause = runaway.Inspect(call);
        settlement.Settle(call);
        if (pause is not null) await runaway.PauseAsync(pause);
    }

    /// <summary>Stages 3 to 8.</summary>
    private async ValueTask<Result<Call, GatewayError>> PrepareAsync(HttpContext http)
    {
        var (startedAt, at) = (time.GetTimestamp(), time.GetUtcNow());
        var caller = http.Features.GetRequiredFeature<Caller>();
        var holder = caller.Holder;
        var store = new StoreDeadline(time, startedAt, -caller.WaitedForStore);
        var (headers, requestAborted) = (http.Request.Headers, http.RequestAborted);

        // 3. Request rate and concurrency
        var entry = await admission.EnterAsync(holder, requestAborted);
        RateHeaders.Set(http.Response.Headers, entry.Rate, entry.Scope);
        if (!entry.Outcome.TryGet(out var slot, out var limit)) return RejectionErrors.From(limit);

        RequestBody? body = null;
        Hold? hold = null;
        Call? call = null;
        try
        {
            var pauses = await store.WaitAsync(runaway.GetPausesAsync(holder, requestAborted));
            if (pauses.Find(holder.Key.Id) is { } pausedKey) return PauseErrors.From(pausedKey);
            if (pauses.Find(holder.Key.TeamId, at) is { } pausedTeam) return PauseErrors.From(pausedTeam);

            // 4. Body
            var reading = bodies.ReadAsync(http.Request, holder.Key, requestAborted);
            var waitsSince = reading.IsCompleted ? null : (long?)time.GetTimestamp();
            var read = await reading;
            if (waitsSince is { } since) store = store.After(time.GetElapsedTime(since));
            if (!read.TryGet(out body, out var error)) return error;

            // 5. Features
            if (!CallControls.Read(headers, holder.Key).TryGet(out var controls, out error)) return error;
            var dialect = dialects.At(http.GetEndpoint()!);
            if (ForwardedHeaders.Check(headers, dialect.ForwardedHeaders) is { } invalid) return invalid;
            if (!(await ReadAsync(dialect, body, http, holder.Key.TeamId)).TryGet(out var received, out error)) return error;
            var recalled = await dialect.LoadReferencesAsync(received, body, holder, requestAborted);
            if (!recalled.TryGet(out var request, out error)) return error;
            var attribution = runs.Complete(Attribution.From(headers, request.User, request.Session).OrOf(holder.Key.Terms), holder.Key.TeamId);
            if (attribution.RunId is { } run && pauses.Find(run) is { } pausedRun) return PauseErrors.From(pausedRun);

            var catalog = source.Current;
            var session = await FindSessionAsync(catalog, request, body, holder, attribution, at, requestAborted);
            if (holder.Key.Terms.CacheCare && RestoresTools(session, body))
            {
                // Offsets and hashes are those of the former order.
                if (!(await ReadAsync(dialect, body, http, holder.Key.TeamId)).TryGet(out received, out error)) return error;
                recalled = await dialect.LoadReferencesAsync(received, body, holder, requestAborted);
                if (!recalled.TryGet(out request, out error)) return error;
                session = await FindSessionAsync(catalog, request, body, holder, attribution, at, requestAborted);
            }

            // 6. Plan
            if (session is { Call.Session: null } && holder.Routing.SessionModel)
                session = session with { Call = session.Call with { FeedbackPriors = await results.FindAsync(holder.Key.TeamId, requestAborted) } };
            var day = DateOnly.FromDateTime(at.UtcDateTime);
            var limits = await store.WaitAsync(admission.GetLimitsAsync(
                holder, attribution.User, attribution.RootRunId, controls.RunBudget, at, requestAborted));
            if (!planner.Plan(catalog, request, session?.Call, holder, limits.ReachedEconomy, day).TryGet(out var plan, out error)) return error;

            // 7. Hold
            var expected = admission.ExpectedOutput(holder, plan.Targets[0].Model.Id);
            var failing = InjectedFault.AnswersOf(controls.InjectedFaults);
            var worstCase = WorstCaseCost.Create(plan, request, body.Span, day, expected, reasoning.BytesOf(holder.Key.TeamId), failing);
            var held = await admission.HoldAsync(holder, slot, limits, worstCase, store, requestAborted);
            if (!held.TryGet(out hold, out limit)) return RejectionErrors.From(limit);
            if (hold.Money.MaxOutputTokens is { } maximum) http.Response.Headers["x-jusinfer-max-tokens"] = maximum.ToString(CultureInfo.InvariantCulture);

            var id = RequestId.Parse(http.TraceIdentifier, null);
            if (!(await runaway.CountAsync(id, holder, attribution, request, body, headers)).TryGet(out var inspectsTools, out error)) return error;

            // 8. Journal
            var ticket = ledger.Open(CallRecords.IntentOf(id, at, holder, request, plan, attribution, catalog));

            return call = new Call(new CallContext
            {
                Id = id,
                At = at,
                StartedAt = startedAt,
                Time = time,
                Holder = holder,
                Body = body,
                ClientDialect = dialect,
                Request = request,
                Controls = controls,
                Headers = headers,
                Client = KeyUse.ProductOf(headers.UserAgent),
                Attribution = attribution,
                Catalog = catalog,
                Hold = hold,
                Plan = plan,
                Session = session,
                Ticket = ticket,
                RequestAborted = requestAborted,
                Shutdown = openCalls.Shutdown,
            })
            {
                OnComplete = recordCompletion,
                InspectsTools = inspectsTools,
                Review = request.WantsToolCallReview && judge.IsEnabled ? new ToolCallReview(judge) : null,
                FaultInjector = controls.InjectedFaults.IsEmpty ? null : new FaultInjector(controls.InjectedFaults, cuts, time),
            };
        }
        finally
        {
            if (call is null)
            {
                body?.Dispose();
                hold?.Settle(default, model: null);
                slot.Release();
            }
        }
    }

    /// <summary>
    /// The session of a request; null for texts to embed, if the prompt cannot be read, and for a call of no run to a model with one endpoint: there is nothing to decide then,
    /// no page that shows lost caches, and to read the outline takes as long as the rest of the call's preparation (benchmark ReadPrompt: 0.3 ms for 60 KB).
    /// </summary>
    private async ValueTask<CallPromptSession?> FindSessionAsync(
        CatalogSnapshot catalog, CallRequest request, RequestBody body, KeyHolder holder, Attribution attribution, DateTimeOffset at, CancellationToken requestAborted)
    {
        if (request.Features.RequiredCapabilities.HasFlag(Capabilities.Embeddings)) return null;
        if (attribution.RunId is null && catalog.Resolve(request.Model) is ModelResolution.Pinned { Model.UsableEndpoints.Length: < 2 }) return null;
        var prompt = body.Length + request.RecalledItems.Length < ParsingLimiter.LargeBytes
            ? ReadPrompt(request, body)
            : await ReadLargePromptAsync(request, body, holder.Key.TeamId, requestAborted);
        return prompt is null ? null : await sessions.FindAsync(holder, attribution, prompt, at, requestAborted);
    }

    private PromptOutline? ReadPrompt(CallRequest request, RequestBody body) =>
        PromptReader.Read(body.Span, request.RecalledItems.Span, request.Features, head);

    private Task<PromptOutline?> ReadLargePromptAsync(
        CallRequest request, RequestBody body, TeamId team, CancellationToken cancellationToken) =>
        parsing.RunAsync(team, () => ReadPrompt(request, body), cancellationToken);

    /// <summary>Sends reordered tools in the order of the session's last call, which was that of its first one.</summary>
    private static bool RestoresTools(CallPromptSession? session, RequestBody body) =>
        session is { Call: { Session: { } state, Prompt: var prompt } } && prompt.SideCall == SideCallKind.None
        && prompt.Prefix.Tools.IsReorderingOf(state.Prefix.Tools) && ToolOrder.TryRestore(body.Writable, state.Prefix.ToolOrder);

    /// <summary>Reads the request. Large ones of a team wait for each other.</summary>
    private ValueTask<Result<CallRequest, GatewayError>> ReadAsync(
        IClientDialect dialect, RequestBody body, HttpContext http, TeamId team) =>
        body.Length < ParsingLimiter.LargeBytes ? new(Read(dialect, body, http.Request)) : new(ReadLargeAsync(dialect, body, http, team));

    private Task<Result<CallRequest, GatewayError>> ReadLargeAsync(
        IClientDialect dialect, RequestBody body, HttpContext http, TeamId team) =>
        parsing.RunAsync(team, () => Read(dialect, body, http.Request), http.RequestAborted);

    /// <summary>Reads the request, and again if tools that it lists twice have been removed from its body.</summary>
    private static Result<CallRequest, GatewayError> Read(IClientDialect dialect, RequestBody body, HttpRequest http)
    {
        var read = dialect.Read(body.Span, http);
        if (!read.TryGet(out var request, out _) || !request.RepeatsTools) return read;
        return body.RemoveRepeatedTools() is { } error ? error : dialect.Read(body.Span, http);
    }
}
