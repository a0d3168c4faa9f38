using JusInfer.Portal.Gateway.Dialects;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Gives every request an id and every response the header <c>x-request-id</c>, and that of the client's dialect with the same value; the
/// log contains the same id.
/// </summary>
internal static class RequestIds
{
    private const string Header = "x-request-id";

    public static void UseRequestIds(this IApplicationBuilder app)
    {
        var time = app.ApplicationServices.GetRequiredService<TimeProvider>();
        var dialects = app.ApplicationServices.GetRequiredService<ClientDialects>();
        Func<object, Task> setHeaders = state =>
        {
            var context = (HttpContext)state;
            context.Response.Headers[Header] = context.TraceIdentifier;
            if (dialects.RequestIdHeaderFor(context.Request) is { } header) context.Response.Headers[header] = context.TraceIdentifier;
            return Task.CompletedTask;
        };
        app.Use((context, next) =>
        {
            context.TraceIdentifier = RequestId.New(time.GetUtcNow()).ToString();

            // Set when the response starts: clearing the response before that would clear the headers.
            context.Response.OnStarting(setHeaders, context);
            return next(context);
        });
    }
}
