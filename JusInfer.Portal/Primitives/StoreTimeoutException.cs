namespace JusInfer.Portal.Primitives;

/// <summary>The store did not answer in the time that a call has for it.</summary>
internal sealed class StoreTimeoutException() : Exception("The store did not answer in time.");
