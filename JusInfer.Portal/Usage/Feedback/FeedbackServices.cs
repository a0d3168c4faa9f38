namespace JusInfer.Portal.Usage.Feedback;

internal static class FeedbackServices
{
    /// <summary>Adds reports on calls and runs. Requires their store, those of Usage, and a <see cref="TimeProvider"/>.</summary>
    internal static IServiceCollection AddFeedback(this IServiceCollection services) => services.AddSingleton<TeamMeasurements>().AddSingleton<FeedbackService>().AddSingleton<CompletionReader>();
}
