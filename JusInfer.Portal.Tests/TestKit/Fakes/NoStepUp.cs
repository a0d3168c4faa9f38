namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>Never asks for a second factor.</summary>
internal sealed class NoStepUp : IStepUpAuthentication
{
    public static readonly NoStepUp Instance = new();

    public Task<RequestError?> CheckAsync(UserId user, CancellationToken cancellationToken) => Task.FromResult<RequestError?>(null);
}
