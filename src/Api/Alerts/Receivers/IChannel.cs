using Grainwatch.Api.Alerts.Resources;

namespace Grainwatch.Api.Alerts.Receivers;

/// <summary>One kind of receiver. A new one is a folder with this in it, and one line where the channels are registered.</summary>
interface IChannel
{
    /// <summary>The field of a receiver that holds the settings of this kind, such as "webhook".</summary>
    string Kind { get; }

    /// <exception cref="SpecException">A setting is missing or makes no sense.</exception>
    ISender Read(SpecReader spec, Secrets secrets);
}
