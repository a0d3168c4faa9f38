namespace JusInfer.Portal.Hosting;

/// <summary>Gives every request an id and every response the header <c>x-request-id</c>; what goes wrong is found by it.</summary>
internal static class RequestIds
{
    private const string Header = "x-request-id";

    public static void UseRequestIds(this IApplicationBuilder app)
    {
        var time = app.ApplicationServices.GetRequiredService<TimeProvider>();
        app.Use((context, next) =>
        {
            context.TraceIdentifier = RequestId.New(time.GetUtcNow()).ToString();

            // Set last: whoever clears a half-made response would clear it too.
            context.Response.OnStarting(static state =>
            {
                var context = (HttpContext)state;
                context.Response.Headers[Header] = context.TraceIdentifier;
                return Task.CompletedTask;
            }, context);
            return next(context);
        });
    }
}
