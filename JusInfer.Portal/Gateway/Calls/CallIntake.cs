using JusInfer.Portal.Admission;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Authentication;
using JusInfer.Portal.Gateway.Dialects;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.FaultInjection;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Journal;
using Microsoft.AspNetCore.Http.Features;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// The way in: reads the request, admits it, resolves and plans its model, notes its intent. What stops a call on this way is a value, said
/// to the caller; nothing has been asked of an upstream then and nothing is billed.
/// </summary>
internal sealed class CallIntake(
    AdmissionController admission, CatalogSnapshot catalog, CallPlanner planner, UsageLedger ledger, ClientDialects doors, GatewayOptions options,
    TimeProvider time)
{
    public async ValueTask<(Call? Call, GatewayError? Error)> OpenAsync(HttpContext context)
    {
        var startedAt = time.GetTimestamp();
        var at = time.GetUtcNow();
        var holder = context.Features.GetRequiredFeature<Caller>().Holder;
        var (body, unread) = await RequestBody.TakeAsync(context.Request, options.MaxRequestBytes, context.RequestAborted);
        if (body is null) return (null, Rejected(context, holder, unread!));

        var kept = false;
        Hold? admitted = null;
        try
        {
            var (controls, fault) = CallControls.Read(context.Request.Headers, holder.Key);
            if (controls is null) return (null, Rejected(context, holder, fault!));
            var door = doors.At(context.Request.Path);
            (var read, fault) = door.Read(body.Span);
            if (read is null) return (null, Rejected(context, holder, fault!));
            (var request, fault) = await door.RecallAsync(read, holder.Key.TenantId, context.RequestAborted);
            if (request is null) return (null, Rejected(context, holder, fault!));

            var decision = await admission.AdmitAsync(holder, request.Features.InputTokens, context.RequestAborted);
            RateHeaders.Set(context.Response.Headers, decision.Rate);
            admitted = decision.Admitted;
            if (admitted is null) return (null, RejectionErrors.Of(decision.Refusal!));

            var (plan, refused) = planner.Plan(request, catalog, holder.Key, admitted.Economy, DateOnly.FromDateTime(at.UtcDateTime));
            if (plan is null) return (null, refused);

            var id = RequestId.Parse(context.TraceIdentifier, null);
            var attribution = Attribution.Of(context.Request.Headers, request.User, request.Session);
            var ticket = ledger.Open(Intent(id, at, holder, request, plan, attribution));
            kept = true;
            var call = new CallContext
            {
                Id = id,
                At = at,
                StartedAt = startedAt,
                Holder = holder,
                Body = body,
                ClientDialect = door,
                Request = request,
                Controls = controls,
                Headers = context.Request.Headers,
                Attribution = attribution,
                Catalog = catalog,
                Hold = admitted,
                Plan = plan,
                Ticket = ticket,
            };
            return (new Call(call)
            {
                FaultInjector = controls.InjectedFaults.IsEmpty ? null : new FaultInjector(controls.InjectedFaults, time),
            }, null);
        }
        finally
        {
            if (!kept)
            {
                body.Dispose();
                admitted?.Settle(default);
            }
        }
    }

    /// <summary>A call that was refused before it was weighed still tells where its key stands.</summary>
    private GatewayError Rejected(HttpContext context, KeyHolder holder, GatewayError error)
    {
        RateHeaders.Set(context.Response.Headers, admission.StandingOf(holder));
        return error;
    }

    private CallIntent Intent(
        RequestId id, DateTimeOffset at, KeyHolder holder, CallRequest request, RoutePlan plan, Attribution attribution) => new()
        {
            Id = id,
            At = at,
            TenantId = holder.Key.TenantId,
            KeyId = holder.Key.Id,
            MemberId = holder.Member.Id,
            ModelRequested = request.Model,
            ModelPlanned = plan.Targets[0].Model.Id,
            Provider = plan.Targets[0].Endpoint.Provider.Id,
            Route = plan.Reason,
            EstimatedInputTokens = request.Features.InputTokens,
            CatalogVersion = catalog.Version,
            User = attribution.User,
            Session = attribution.Session,
        };
}
