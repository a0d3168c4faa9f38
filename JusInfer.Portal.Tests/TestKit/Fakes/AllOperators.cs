namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>Everyone is an operator.</summary>
internal sealed class AllOperators : IOperatorAuthorization
{
    public static readonly AllOperators Instance = new();

    public Task<RequestError?> CheckAsync(UserId user, CancellationToken cancellationToken) => Task.FromResult<RequestError?>(null);
}
