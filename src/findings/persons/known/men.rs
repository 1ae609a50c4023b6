//! First names of men, and of no women.

/// In lower case, with blanks between them, in the order of their octets.
pub(super) const MEN: &str = "\
    aaron achim adam adolfo adrian adriano adrien adrián afonso agostinho agustín aitor alain alan albert alberto aldo \
    alejandro aleksander alessandro alessio alexander alexandre alfie alfonso alfred alfredo allan alois alonso alvaro \
    andreas andres andrew andrzej andré andrés angelo angus anthony antoine anton antoni antonio antónio antônio archie \
    arkadiusz armando armin arnaud arne arno arthur artur arturo asier attilio august augusto aurélien axel baptiste barry \
    bartolomé bartosz bartłomiej bastian bastien ben benedikt benedito benito benjamin benoît bernard bernardo bernd \
    bernhard berthold bill björn bob bogdan bogusław bolesław borja bradley brandon brian bronisław bruce bruno bryan \
    burkhard błażej caio callum carl carlo carlos carmelo carsten cesar cesare cezary charles christian christof christoph \
    christophe christopher claudio clemens clifford clive cláudio clément colin connor corrado cosimo craig cristian \
    cristiano cristóbal cyril czesław cédric césar damian damiano damien daniel dario dariusz darío dave davi david davide \
    dawid dean denis dennis derek desmond detlef didier diego dieter diogo dirk domenico domingo dominic dominik donald \
    douglas duncan dylan eberhard eckhard edmund edoardo edson eduardo edward edwin egon elias elio elliot emanuel \
    emanuele emil emilio engelbert enrico enrique enzo eric erich erik ernest ernesto ernst erwin eryk esteban ethan \
    ettore eugen eugene eugenio eugène ewan ezio fabian fabien fabio fabián fabrice fabrizio federico felipe felix \
    ferdinand ferdinando fermín fernand fernando ferran fidel filip filipe filippo finlay finn flavio florent florian \
    flávio francesco francisco franciszek franck franco frank franz françois fraser frederick frederik friedhelm friedrich \
    fritz frédéric fábio félix gabriel gaetano gareth gary gaston gauthier gavin gaël gennaro geoffrey georg george \
    georges gerald geraldo gerardo gerhard germain germán giacomo giancarlo gianfranco gianluca gianluigi gianni gilbert \
    gilberto gilles gino giorgio giovanni giulio giuseppe gonzalo gonçalo gordon gottfried graham greg gregor gregorio \
    gregory grzegorz grégory guido guilherme guillaume guillermo gunnar gustav gustave gustavo gustaw guy gérard günter \
    günther hamish hans harald harold harry hartmut harvey hector heinrich heinz heitor helmut henning henri henrik \
    henrique henry henryk herbert hermann hervé holger horst howard hubert hugh hugo héctor iain ian ignacio ignacy igor \
    iker ingo isaac isidro ismael ivan ivano ivo iván izan jacek jacinto jack jacob jacopo jacques jaime jake jakob jakub \
    james jannik janusz jarosław jason javier jeffrey jens jeremy jerry jerzy jesse jesus jesús jim joachim joaquim \
    joaquin joaquín jochen joe joel johann johannes john johnny jonas jonathan jordi jorge jose josef josep joseph joshua \
    josué josé joão joël juan julian julien julio julius julián justin jérémie jérémy jérôme józef jörg jörn júlio jürgen \
    kacper kamil karl karol karsten kaspar kazimierz keith kenneth kevin kieran klaus konrad konstantin krystian krzysztof \
    kurt kyle kévin larry lars laurent lawrence leandro lech leo leon leonard leonardo leonhard leszek lewis liam livio \
    lorenzo lothar louis lourenço loïc lucas luciano lucien ludger ludovic ludwig ludwik luigi luis luiz lukas luke lutz \
    luís léo léon maciej magnus maik maksymilian malcolm malte manfred manuel marc marcel marcello marcelo marcin marco \
    marcos marcus marek mariano marino mario marius mariusz mark markus martim martin martyn martín massimiliano massimo \
    mateo mateus mateusz matheus mathieu mathis matteo matthew matthias matthieu mattia matías maurice maurizio mauro \
    maurício max maximilian michael michał michel mickaël mieczysław miguel mike mikel mirco mirko mirosław mohamed \
    mohammed moisés moritz muhammad murilo márcio mário nacho nathan neil nicholas nick nico nicolas nicolás nicolò nigel \
    niklas nils noah norbert norman noé nuno nunzio olaf ole oliver olivier oreste oriol orlando oscar oskar otto otávio \
    owen pablo paolo pascal pasquale patrick patryk paul paulo paweł pedro percy pete peter phil philip philipp philippe \
    pierluigi piero pierre pietro piotr przemysław quentin radosław rafael rafał raffaele raimund raimundo rainer ralf \
    ralph ramiro ramon ramón raoul raphaël raul raymond raúl reginald reiner reinhard reinhold remigiusz renato renzo rené \
    reuben rhys ricardo riccardo richard rinaldo rob robert roberto rocco rodney rodolfo rodrigo rogelio roger rogério \
    roland rolf romain roman romano romeo ronald ronaldo rory ruben rubén rudolf ruggero rui rupert russell ryan ryszard \
    régis rémi rémy salvador salvatore samuel samuele sandro santiago saverio saúl scott sean sebastian sebastiano \
    sebastián sebastião serge sergi sergio severino shaun siegfried sigmund silvio simon simão simón spencer stanisław \
    stanley stefan stefano steffen stephan stephen steve steven stewart stuart stéphane sven sylvain szymon sébastien \
    sérgio sławomir tadeusz ted terence theo theodor theodore thiago thierry thilo thomas thorsten théo théodore théophile \
    tiago till tim timo timothy tobias toby tom tomas tomasz tommaso tomás tony torsten trevor tristan tullio tyler udo \
    ugo ulf ulrich umberto unai uwe valdir valentin valentino valerio vasco veit vicente victor viktor vincent vincenzo \
    vinzenz vito vitor vittorio volker víctor vítor waldemar walter walther wayne werner wiesław wiktor wilfried wilhelm \
    willi william winfried witold wojciech wolfgang wolfram władysław xavier yann yannick yvan yves zachary zbigniew \
    zdzisław zenon zygmunt álvaro ángel édouard émile éric étienne óscar łukasz";
