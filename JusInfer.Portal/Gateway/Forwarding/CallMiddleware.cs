using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using Yarp.ReverseProxy.Forwarder;

namespace JusInfer.Portal.Gateway.Forwarding;

/// <summary>Stands around the forwarder: opens the call before it, settles it after, whatever happens in between.</summary>
internal sealed class CallMiddleware(RequestDelegate next, CallIntake intake, CallSettlement settlement, OpenCalls open)
{
    private static readonly TimeSpan ComeBackAfter = TimeSpan.FromSeconds(2);

    public async Task InvokeAsync(HttpContext context)
    {
        if (!open.TryBegin())
        {
            await ErrorResponse.WriteAsync(context, new GatewayError(
                503,
                ErrorCodes.Overloaded,
                "This node is shutting down and takes no new calls. Send the request again; another node will take it.")
            {
                RetryAfter = ComeBackAfter,
            });
            return;
        }

        Call? call = null;
        try
        {
            (call, var error) = await intake.OpenAsync(context);
            if (call is null)
            {
                await ErrorResponse.WriteAsync(context, error!);
                return;
            }

            context.Features.Set(call);

            // Whoever hangs up calls again at once; the upstream may be read on for a minute.
            using var leaving = context.RequestAborted.UnsafeRegister(static state => ((Call)state!).Context.Hold.Leave(), call);
            await next(context);
            await SpeakIfSilentAsync(context, call);
        }
        finally
        {
            if (call is null) open.End();
            else settlement.Settle(context, call);
        }
    }

    /// <summary>
    /// The forwarder gave up without a word: a fault of this gateway's own, since every failure upstream comes back as an answer.
    /// </summary>
    private static async Task SpeakIfSilentAsync(HttpContext context, Call call)
    {
        if (context.Features.Get<IForwarderErrorFeature>() is not { } failed || context.RequestAborted.IsCancellationRequested) return;
        var isClients = failed.Error
            is ForwarderError.ResponseBodyDestination or ForwarderError.ResponseBodyCanceled or ForwarderError.RequestCanceled;
        if (call.Error is null) call.Fail(isClients ? null : failed.Exception);
        if (!context.Response.HasStarted) await ErrorResponse.WriteAsync(context, call.Error!);
    }
}
