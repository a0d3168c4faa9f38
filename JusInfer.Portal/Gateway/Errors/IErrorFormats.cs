namespace JusInfer.Portal.Gateway.Errors;

/// <summary>The error formats of the registered client dialects.</summary>
internal interface IErrorFormats
{
    /// <summary>The format for a request that may have reached no client dialect, such as one with an unknown key or path.</summary>
    IErrorFormat Of(HttpRequest request);
}
