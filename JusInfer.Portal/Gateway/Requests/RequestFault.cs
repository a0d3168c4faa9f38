namespace JusInfer.Portal.Gateway.Requests;

/// <summary>What is wrong with a request and where, as its one-pass reader finds it. Unwinds the reader; never leaves <see cref="BodyReading"/>.</summary>
internal sealed class RequestFault(string message, string? param) : Exception(message)
{
    /// <summary>The field at fault, by its JSON path.</summary>
    public string? Param => param;
}
