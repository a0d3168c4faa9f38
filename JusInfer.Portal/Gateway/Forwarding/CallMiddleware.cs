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
        if (context.Features.Get<IForwarderErrorFeature>() is null || context.RequestAborted.IsCancellationRequested) return;
        call.Error ??= new GatewayError(500, ErrorCodes.Internal, "The answer could not be passed on. Send the request again.");
        if (!context.Response.HasStarted) await ErrorResponse.WriteAsync(context, call.Error);
    }
}
