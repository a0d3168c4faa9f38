namespace JusInfer.Portal.Hosting;

/// <summary>Gives every request an id and every response the header <c>x-request-id</c>; the log contains the same id.</summary>
internal static class RequestIds
{
    private const string Header = "x-request-id";

    public static void UseRequestIds(this IApplicationBuilder app)
    {
        var time = app.ApplicationServices.GetRequiredService<TimeProvider>();
        app.Use((context, next) =>
        {
            context.TraceIdentifier = RequestId.New(time.GetUtcNow()).ToString();

            // Set when the response starts: clearing the response before that would clear the header.
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
