//! First names of women, and of no men.

/// In lower case, with blanks between them, in the order of their octets.
pub(super) const WOMEN: &str = "\
    abigail adela adriana agata agnieszka agnès ainhoa aitana alba alejandra aleksandra alessandra alessia alexandra alice \
    alicia alicja aline alison amaia amanda amandine amber amelia amparo amy ana anaïs aneta angela angelika angélique \
    aniela anita anja anke ann anna annabel anne annegret anneliese annette annick annie antje antonella antonia \
    antonietta antónia antônia aparecida araceli arianna astrid asunción audrey aurora aurélie ava barbara beata beatrice \
    beatriz begoña belén bernadette beryl bethany bettina betty bianca birgit blanca bogumiła bożena brenda bridget \
    brigitte britta brittany bronisława bruna bárbara béatrice bénédicte camila camilla candela carina carla carlota carly \
    carmela carmen carola carolina caroline carolyn catalina catarina caterina catherine cathy cecilia celia celina \
    chantal charlotte cheryl chiara chloe chloé christa christel christelle christina christine cinzia claire clara clare \
    claudia claudine cláudia clémence colette concepción concetta consuelo coralie corinne cornelia cristiane cristina \
    cynthia czesława cécile céline dagmar daisy daniela danielle danuta daria dawn debora deborah debra delphine denise \
    diana diane dolores domenica dominika donatella donna doris dorota dorothea dorothy débora edeltraud edith edyta \
    eileen elaine eleanor elena eleonora elfriede eliane elisa elisabeth elisabetta elizabeth elke ella ellen ellie elodie \
    elvira elżbieta emanuela emilia emily emma emmanuelle encarnación enrica erica erika erna esme esperanza estefanía \
    estelle ester esther eugenia eva evelyne evie ewa ewelina fabiana fabienne fabiola faith fanny fatima federica \
    fernanda filipa filomena fiona flavia florence flávia franca frances francesca francisca franziska françoise freya \
    frieda friederike frédérique fátima gabriela gaia gaëlle gema gemma geneviève genowefa georgia georgina geraldine \
    gerda gertrud ghislaine giada gillian ginette ginevra giorgia giovanna gisela giulia giuseppina gloria grace grazia \
    graziella grażyna greta gudrun gwen halina hanna hannah hannelore harriet hayley hazel heather hedwig heidi heidrun \
    heike helen helena helga henriette henryka herta hildegard holly honorata hélène ilaria ilona ilse immacolata imogen \
    ines ingeborg ingrid inmaculada inès inés inês irena irene irma irmgard isabel isabell isabella isabelle isla \
    ivana ivy iwona izabela jacqueline jadwiga jana jane janet janice janina jasmin jeanne jennifer jessica jill jimena \
    joana joanna joanne jocelyne johanna jolanta josefa josefina josephine josette josiane joyce joëlle juana judith judy \
    julia juliana julie juliette june justine justyna jutta jéssica józefa júlia kamila karen karin karine karola karolina \
    katarzyna kate katharina katherine kathleen kathrin kathryn katia katja katrin kayla kazimiera kerstin kimberly kinga \
    kirsten kirsty klaudia kornelia krystyna laetitia laia larissa laura laure lauren lea leah leire lena leonie leonor \
    leticia letizia letícia lidia lieselotte liliana lily lina linda lisa lise liselotte livia lola loredana lorella \
    lorena lorraine lotte louise lourdes lucia luciana lucie lucienne lucy lucyna lucía ludovica luisa luise lurdes luísa \
    lydia lydie léa lúcia mabel maddalena madeleine mafalda magali magdalena maike maisie maite maja manon manuela mara \
    marcela mareike margaret margarete margarida margarita margaux margherita margit margot margret marguerite maria \
    mariana marianna marianne marie mariella marilyn marina marinella marisa marisol marjorie marlena marlene marlies \
    marlène marta martha martina martine martyna mary maryse marzena maría mathilde matilda matilde maureen małgorzata \
    mechthild megan meike melanie melissa mercedes mercè merle mia michaela michela michelle michèle milagros milena \
    millie mireille mirella miriam mirosława moira molly monica monika monique montse montserrat muriel myriam márcia \
    mélanie mónica mônica nadia nadine nadja nadège nancy naomi natalia natalie nathalie natividad natália nerea nicole \
    nicoletta nieves nina noelia noemi noemí nora norma noémie nuria núria océane odette odile olga olivia oliwia ophélie \
    ornella paloma pamela paola pascale patricia patrizia patrycja patrícia paula paulette paulina pauline penelope penny \
    petra philippa phoebe phyllis pilar poppy priscila purificación rachel raffaella ramona raquel raymonde rebeca rebecca \
    regina remedios renata renate renée rita roberta rocio rocío romane romina rosa rosalie rosalía rosana rosanna rosaria \
    rose rosemarie rosemary rosie rossella roswitha ruby rute ruth sabina sabine sabrina sally samantha sandra sandrine \
    sara sarah scarlett serena sharon sheila shirley sian sibylle sieglinde sigrid silke silvana silvia simona siân sofia \
    sofía solange soledad sonia sonja sophia sophie stanisława stefania stefanie stephanie stéphanie susan susana susanna \
    susanne suzanne svenja sybille sylvia sylvie sylwia séverine sílvia sónia sônia tamara tanja tatiana teresa terezinha \
    tessa theresa theresia thérèse tina tiziana tracey tânia ulrike ursula urszula ute valentina valeria valerie valéria \
    valérie vanesa vanessa vera veronica veronika verónica verônica victoria viktoria viola virginia virginie vittoria \
    vitória viviana viviane vânia véronique waltraud wanda wendy weronika wiebke wiesława wiktoria winifred wioletta \
    yasmin yolanda yolande yvette yvonne zdzisława zoe zofia zoé zoë zuzanna ángela élisabeth élise élodie émilie évelyne \
    łucja";
